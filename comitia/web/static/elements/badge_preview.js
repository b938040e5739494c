// <badge-preview data-draw="address"> around the form of a badge: its drawing follows what is typed.
const PAUSE = 500;

class BadgePreview extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.draw(), PAUSE);
    });
  }

  async draw() {
    this.asked?.abort();
    this.asked = new AbortController();
    const typed = new FormData(this.form);
    typed.delete("logo");
    try {
      const answer = await fetch(this.dataset.draw, { method: "POST", body: typed, signal: this.asked.signal });
      // What is half typed cannot be drawn: the drawing stays as it was
      if (!answer.ok) return;
      this.querySelector("figure img").src = `data:image/svg+xml,${encodeURIComponent(await answer.text())}`;
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
}

customElements.define("badge-preview", BadgePreview);
