// <coming-along data-going-on> around what is being made: it is read again every moment until it is done.
const PAUSE = 1500;

class ComingAlong extends HTMLElement {
  connectedCallback() {
    this.setAttribute("aria-live", "polite");
    this.wait();
  }

  wait() {
    if (this.hasAttribute("data-going-on")) setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    try {
      const answer = await fetch(location.href, { redirect: "error" });
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("coming-along");
      if (answer.ok && found) {
        this.toggleAttribute("data-going-on", found.hasAttribute("data-going-on"));
        this.replaceChildren(...found.childNodes);
      }
    } catch {
      // looked at again in a moment
    }
    this.wait();
  }
}

customElements.define("coming-along", ComingAlong);
