// <live-changes topic="programme:excom-2020"> around a hidden notice: the notice appears when the site says that something changed.
class LiveChanges extends HTMLElement {
  async connectedCallback() {
    const { subscribe } = await import("../live.js");
    if (!this.isConnected) { return; }
    this.leave = subscribe(this.getAttribute("topic"), () => { this.querySelector("[hidden]")?.removeAttribute("hidden"); });
  }

  disconnectedCallback() { this.leave?.(); }
}

customElements.define("live-changes", LiveChanges);
