// <door-check-in> around the form of a door: codes are checked without leaving the page, by hand, by a reader that types,
// or by the camera; without a network they are kept on the device and sent later, each exactly once by its key.
import { DoorQueue, codeIn, digestOf } from "./door_queue.js";

const MOST = 200;
const PATIENCE = 8000;
const PAUSE = 15000;
const SAME_CODE = 4000;

class DoorCheckIn extends HTMLElement {
  connectedCallback() {
    // Without a secure address there is neither a digest nor a camera: the plain form does it
    if (!window.isSecureContext) return;
    this.queue = new DoorQueue();
    this.form = this.querySelector("form");
    this.token = this.form.elements.csrfmiddlewaretoken.value;
    this.remember("door");
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.querySelector("[data-scan]").addEventListener("click", () => this.scan());
    this.querySelector("[data-scan]").hidden = !("BarcodeDetector" in window);
    for (const type of ["online", "offline"]) window.addEventListener(type, () => this.meet());
    setInterval(() => this.meet(), PAUSE);
    this.meet();
  }

  // The door is the same for the whole day
  remember(name) {
    const field = this.form.elements[name];
    field.value ||= localStorage.getItem(`comitia-${name}`) ?? "";
    field.addEventListener("change", () => localStorage.setItem(`comitia-${name}`, field.value));
  }

  async submit(event) {
    event.preventDefault();
    const typed = this.form.elements.code.value;
    if (!typed.trim()) return;
    const code = codeIn(typed);
    const isKnown = code && (await this.queue.digests()).has(await digestOf(code));
    if (isKnown || (code && /\d/.test(typed))) await this.take(code);
    else if (this.isCutOff) this.show({ ok: false, sentence: this.dataset.noNames });
    else this.form.submit();
  }

  async take(code) {
    const { direction, door } = Object.fromEntries(new FormData(this.form));
    const digests = await this.queue.digests();
    this.form.elements.code.value = "";
    this.form.elements.code.focus();
    if (this.isCutOff && digests.size && !digests.has(await digestOf(code))) {
      this.show({ ok: false, sentence: this.dataset.unknown });
      return;
    }
    const passage = { key: crypto.randomUUID(), code, direction, door, at: new Date().toISOString() };
    this.shown = passage;
    await this.queue.add(passage);
    await this.send();
    if (this.shown === passage && (await this.queue.next(MOST)).some((one) => one.key === passage.key)) {
      this.show({ ok: true, name: code.match(/.{4}/g).join("-"), note: this.dataset.kept }, direction);
    }
  }

  // Send what is kept, then renew the list of codes and the numbers
  async meet() {
    await this.send();
    const answer = await this.ask(this.dataset.codes);
    if (!answer) return;
    const { digests, token, ...numbers } = await answer.json();
    this.token = token;
    await this.queue.keepDigests(digests);
    document.querySelector("[data-here]").textContent = fill(this.dataset.counts, numbers);
    if (await this.queue.count()) await this.send();
    this.keepPage();
  }

  async send() {
    if (this.isSending) return this.isSending;
    this.isSending = this.sendAll().finally(() => { this.isSending = null; });
    return this.isSending;
  }

  async sendAll() {
    for (let rows = await this.queue.next(MOST); rows.length; rows = await this.queue.next(MOST)) {
      const body = JSON.stringify({ sent_at: new Date().toISOString(), rows });
      const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
      const answer = await this.ask(this.dataset.batch, { method: "POST", body, headers });
      if (!answer) break;
      const answers = (await answer.json()).rows;
      await this.queue.drop(answers.map((one) => one.key));
      for (const one of answers) this.tell(one, rows.find((row) => row.key === one.key));
    }
    await this.sayNetwork();
  }

  // Give the answer of the site, or nothing if it cannot be had now
  async ask(address, options = {}) {
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(address, { ...options, signal, redirect: "manual", headers: { Accept: "application/json", ...options.headers } });
      this.isCutOff = answer.status >= 500;
      this.isSignedOut = answer.type === "opaqueredirect" || answer.status === 403;
      return answer.ok ? answer : null;
    } catch {
      this.isCutOff = true;
      return null;
    } finally {
      await this.sayNetwork();
    }
  }

  async sayNetwork() {
    const number = await this.queue.count();
    const words = this.isSignedOut ? "signedOut" : this.isCutOff ? "offline" : "online";
    const said = fill(this.dataset[words], { number });
    const place = this.querySelector("[data-network]");
    if (place.textContent !== said) place.textContent = said;
  }

  tell(row, passage) {
    if (this.shown?.key === row.key) {
      this.show(row, passage.direction);
    } else if (!row.ok) {
      const line = document.createElement("li");
      line.dir = "auto";
      line.textContent = `${row.name || passage.code}: ${fill(this.dataset.refused, row)}`;
      this.querySelector("[data-refusals]").append(line);
    }
  }

  show(row, direction) {
    const drawn = this.querySelector(row.ok ? "template[data-good]" : "template[data-bad]").content.cloneNode(true);
    const [title, about, note] = drawn.querySelectorAll("p");
    title.textContent = row.name ?? "";
    about.textContent = [row.category, row.member, row.mode].filter(Boolean).join(" · ");
    note.textContent = row.ok ? [direction === "in" ? this.dataset.isIn : this.dataset.isOut, this.noteOn(row, direction)].filter(Boolean).join(". ") : row.sentence;
    for (const line of [title, about, note]) line.dir = "auto";
    this.querySelector("[data-answer]").replaceChildren(drawn);
    navigator.vibrate?.(row.ok ? 60 : [90, 60, 90]);
  }

  noteOn(row, direction) {
    if (row.before !== direction) return row.note ?? "";
    const time = new Date(row.before_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    return fill(direction === "in" ? this.dataset.againIn : this.dataset.againOut, { time });
  }

  async scan() {
    const button = this.querySelector("[data-scan]");
    const picture = this.querySelector("[data-camera]");
    if (this.camera) {
      for (const track of this.camera.getTracks()) track.stop();
      this.camera = null;
    } else {
      try {
        this.camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        picture.srcObject = this.camera;
        await picture.play();
        this.look(new BarcodeDetector({ formats: ["qr_code"] }), picture);
      } catch {
        this.show({ ok: false, sentence: this.dataset.noCamera });
      }
    }
    picture.hidden = !this.camera;
    button.setAttribute("aria-pressed", String(Boolean(this.camera)));
  }

  async look(detector, picture) {
    let last = { code: "", at: 0 };
    while (this.camera) {
      const found = await detector.detect(picture).catch(() => []);
      const code = codeIn(found[0]?.rawValue ?? "");
      if (code && (code !== last.code || Date.now() - last.at > SAME_CODE)) {
        last = { code, at: Date.now() };
        await this.take(code);
      }
      await new Promise((resolve) => { setTimeout(resolve, 150); });
    }
  }

  // Phones throw pages away when they need memory: this one opens again without a network
  async keepPage() {
    if (this.isKept || !navigator.serviceWorker) return;
    this.isKept = true;
    await navigator.serviceWorker.register(this.dataset.worker, { scope: this.dataset.scope });
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const files = loaded.filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/"));
    active.postMessage({ page: this.dataset.scope, files: [...new Set(files.map(({ pathname }) => pathname))] });
  }
}

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

customElements.define("door-check-in", DoorCheckIn);
