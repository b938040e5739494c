// <watch-progress> around what a job has done so far: while there is a <progress> in it, it is fetched anew every two seconds.
class WatchProgress extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-again]")?.remove();
    this.timer = setInterval(() => this.look(), 2000);
  }

  disconnectedCallback() { clearInterval(this.timer); }

  async look() {
    if (!this.querySelector("progress")) { clearInterval(this.timer); return; }
    if (document.hidden) { return; }
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) { return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector(this.localName);
    if (part) {
      this.replaceChildren(...part.childNodes);
      this.querySelector("[data-again]")?.remove();
    }
  }
}

customElements.define("watch-progress", WatchProgress);
