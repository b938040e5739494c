// <count-down until="2020-11-17T08:00:00Z">1:24</count-down> counts the time that is left by the server's clock, which the
// page says in data-now: a clock of the device that is wrong changes nothing.
const served = document.querySelector("[data-now]")?.dataset.now;
const skew = served ? Date.parse(served) - Date.now() : 0;

class CountDown extends HTMLElement {
  connectedCallback() {
    const until = Date.parse(this.getAttribute("until"));
    if (Number.isNaN(until)) { return; }
    const draw = () => {
      const left = Math.max(0, Math.round((until - Date.now() - skew) / 1000));
      this.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    };
    draw();
    this.timer = setInterval(draw, 1000);
  }

  disconnectedCallback() { clearInterval(this.timer); }
}

customElements.define("count-down", CountDown);
