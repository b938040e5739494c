// <count-down until="2020-11-17T08:00:00Z"> shows the time that is left, <count-up from="…" allowed="180"> the time that is used.
// The server's clock counts: pages say what it is, and a clock of the device that is wrong changes nothing.
const served = document.querySelector("[data-now]")?.dataset.now;
const skew = served ? Date.parse(served) - Date.now() : 0;
const words = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

class Clock extends HTMLElement {
  connectedCallback() { this.draw(); this.timer = setInterval(() => this.draw(), 1000); }
  disconnectedCallback() { clearInterval(this.timer); }
  secondsSince(moment) { return Math.max(0, Math.round((Date.now() + skew - Date.parse(moment)) / 1000)); }
}

customElements.define("count-down", class extends Clock {
  draw() {
    const until = this.getAttribute("until");
    if (until) { this.textContent = words(Math.max(0, -Math.round((Date.now() + skew - Date.parse(until)) / 1000))); }
  }
});

customElements.define("count-up", class extends Clock {
  draw() {
    const from = this.getAttribute("from");
    if (!from) { return; }
    const used = this.secondsSince(from);
    const allowed = Number(this.getAttribute("allowed"));
    this.textContent = words(used);
    this.classList.toggle("is-over", allowed > 0 && used > allowed);
  }
});
