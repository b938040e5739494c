// <live-changes topic="programme:excom-2020"> around a hidden notice: the notice appears when the site says that something changed.
// Of all tabs that wait for a topic one holds the stream and tells the others: browsers allow few connections to one place.
class LiveChanges extends HTMLElement {
  connectedCallback() {
    const topic = this.getAttribute("topic");
    const others = new BroadcastChannel(topic);
    const show = () => { this.querySelector("[hidden]")?.removeAttribute("hidden"); };
    others.addEventListener("message", show);
    navigator.locks?.request(`live ${topic}`, () => new Promise(() => {
      const stream = new EventSource(`/live/stream?topic=${encodeURIComponent(topic)}`);
      const tell = () => { show(); others.postMessage("changed"); };
      stream.addEventListener("message", tell);
      stream.addEventListener("reset", tell);
    }));
  }
}

customElements.define("live-changes", LiveChanges);
