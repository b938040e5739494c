// <copy-text> around an input and a hidden button: the button appears and copies what the input holds.
class CopyText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const words = button.querySelector("[role=status]");
    const input = this.querySelector("input");
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(input.value);
      words.textContent = button.dataset.done;
    });
  }
}

customElements.define("copy-text", CopyText);
