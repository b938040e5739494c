// <local-time datetime="…">10:00 Moscow</local-time> becomes the reader's own clock: "16:00, Tue".
class LocalTime extends HTMLElement {
  connectedCallback() {
    const at = new Date(this.getAttribute("datetime"));
    if (Number.isNaN(at.valueOf())) return;
    const part = (options) => new Intl.DateTimeFormat(document.documentElement.lang, { numberingSystem: "latn", ...options }).format(at);
    this.textContent = `${part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}, ${part({ weekday: "short" })}`;
  }
}

customElements.define("local-time", LocalTime);
