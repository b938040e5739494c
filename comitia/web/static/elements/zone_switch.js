// <zone-switch> around a GET form: choosing a zone shows it at once, without the button.
class ZoneSwitch extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    this.querySelector("button").hidden = true;
    this.querySelector("select").addEventListener("change", () => form.requestSubmit());
  }
}

customElements.define("zone-switch", ZoneSwitch);
