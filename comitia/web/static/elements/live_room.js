// <live-room data-topic data-panels …> around the panels of a session's room, each an element with data-panel.
// What everybody sees comes with the event; who takes part fetches the own panels when something has happened.
import { subscribe } from "../live.js";
import "./count_down.js";

const REFUSED = 422;
const SETTLED = 2_000;   // a state that was fetched may be a second old: what came since stays

class LiveRoom extends HTMLElement {
  connectedCallback() {
    this.came = new Map();
    this.listen();
    this.addEventListener("submit", (event) => this.send(event));
    this.presence = this.querySelector("[data-here]");
    if (this.presence) {
      this.presence.hidden = true;
      this.beat();
      this.clock = new Worker(new URL("../live/beat.js", import.meta.url));
      this.clock.addEventListener("message", () => this.beat());
    }
    addEventListener("offline", this.say = () => { this.querySelector("[data-offline]").hidden = navigator.onLine; });
    addEventListener("online", this.say);
  }

  disconnectedCallback() {
    this.leave?.();
    this.clock?.terminate();
    removeEventListener("offline", this.say);
    removeEventListener("online", this.say);
  }

  async listen() {
    const { topic, position, renew } = this.dataset;
    const ticket = renew ? await fetch(renew).then((answer) => answer.ok ? answer.text() : "").catch(() => "") : "";
    if (this.isConnected) { this.leave = subscribe(topic, (event) => this.take(event), { position, ticket, renew }); }
  }

  take({ panel, html }) {
    if (!panel) { this.load(); return; }
    this.came.set(panel, Date.now());
    this.show(panel, html);
  }

  async load() {
    if (this.isLoading) { this.isStale = true; return; }
    this.isLoading = true;
    do {
      this.isStale = false;
      const answer = await fetch(this.dataset.panels, { credentials: "same-origin" }).catch(() => null);
      const state = answer?.ok ? await answer.json().catch(() => null) : null;
      for (const [name, html] of Object.entries(state?.panels ?? {})) {
        if (Date.now() - (this.came.get(name) ?? 0) > SETTLED) { this.show(name, html); }
      }
    } while (this.isStale);
    this.isLoading = false;
  }

  show(name, html) {
    const panel = document.querySelector(`[data-panel="${name}"]`);
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    if (!panel || panel.dataset.shown === html) { return; }
    panel.dataset.shown = html;
    const focused = panel.contains(document.activeElement) ? place(document.activeElement) : "";
    const chosen = [...panel.querySelectorAll("input:checked")].map(place);
    const opened = [...panel.querySelectorAll("details[id][open]")].map(place);
    const typed = [...panel.querySelectorAll(":is(input, textarea, select)[id]")].filter(isTyped).map((one) => [place(one), one.value]);
    const news = panel.querySelector("[data-news]")?.textContent;
    panel.replaceChildren(fresh.content);
    for (const one of chosen) { const input = panel.querySelector(one); if (input) { input.checked = true; } }
    for (const one of opened) { panel.querySelector(one)?.setAttribute("open", ""); }
    for (const [one, value] of typed) { const input = panel.querySelector(one); if (input) { input.value = value; } }
    if (focused) { panel.querySelector(focused)?.focus({ preventScroll: true }); }
    const said = panel.querySelector("[data-news]");
    if (said && said.textContent !== news) { this.querySelector(`[role="${said.dataset.news}"]`).textContent = said.textContent; }
  }

  async beat() {
    const body = new FormData(this.presence);
    body.set("beat", "");
    await fetch(this.presence.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  }

  async send(event) {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
    // Never sent a second time: what was not answered may have been done
    if (!answer) { this.querySelector("[data-offline]").hidden = false; return; }
    this.say();
    if (!answer.ok && answer.status !== REFUSED) { location.reload(); return; }
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) { location.assign(answer.url); return; }
    if (answer.ok) { form.reset(); }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.querySelector("[data-messages]").replaceChildren(...page.querySelectorAll("main .messages > *"));
    for (const panel of page.querySelectorAll("[data-panel]")) { this.show(panel.dataset.panel, panel.innerHTML); }
  }
}

const isTyped = (one) => one.localName === "select" ? [...one.options].some((option) => option.selected !== option.defaultSelected)
  : one.type !== "checkbox" && one.value !== one.defaultValue;

const place = (element) => {
  if (element.id) { return `#${CSS.escape(element.id)}`; }
  const name = element.getAttribute("name"), value = element.getAttribute("value");
  return `${element.localName}${name ? `[name="${CSS.escape(name)}"]` : ""}${value ? `[value="${CSS.escape(value)}"]` : ""}`;
};

customElements.define("live-room", LiveRoom);
