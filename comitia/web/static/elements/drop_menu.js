// <drop-menu> around a <details>: closes on Escape, on a click elsewhere and when focus leaves.
class DropMenu extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this);
    this.addEventListener("focusout", this);
    document.addEventListener("click", this);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
  }

  handleEvent(event) {
    const details = this.querySelector("details");
    if (event.type === "keydown" && event.key === "Escape" && details.open) {
      details.open = false;
      details.querySelector("summary").focus();
    }
    const left = event.type === "focusout" ? event.relatedTarget : event.target;
    if (event.type !== "keydown" && left && !this.contains(left)) details.open = false;
  }
}

customElements.define("drop-menu", DropMenu);
