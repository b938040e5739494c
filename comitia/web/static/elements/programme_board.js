// <programme-board> around the board of a day: sessions are moved by dragging, or with the arrow keys on their handle.
// Each move is the same form that works without script, sent in the background; then the board is read again.
class ProgrammeBoard extends HTMLElement {
  connectedCallback() {
    this.status = this.querySelector("[role=status]");
    for (const type of ["dragstart", "dragend", "dragover", "drop", "keydown", "focusout"]) this.addEventListener(type, this);
    this.prepare();
  }

  prepare() {
    for (const tile of this.querySelectorAll(".tile")) tile.draggable = true;
  }

  handleEvent(event) {
    this[event.type](event);
  }

  get grid() {
    return this.querySelector(".programme__grid");
  }

  // On a phone the day is a list, without rows to drop on
  get isDrawn() {
    return Boolean(this.grid?.querySelector("[data-time]").getClientRects().length);
  }

  say(words, at = {}) {
    const said = Object.entries(at).reduce((text, [name, value]) => text.replace(`{${name}}`, value), this.dataset[words]);
    this.status.textContent = said;
  }

  // Rows, and columns of rooms without the lanes that overlaps need
  get rows() {
    return [...this.grid.querySelectorAll("[data-time]")];
  }

  get rooms() {
    const heads = [...this.grid.querySelectorAll(".programme__room")];
    return heads.filter((head, number) => number === 0 || head.dataset.room !== heads[number - 1].dataset.room);
  }

  placeOf(row, room) {
    const head = this.rooms.find((one) => one.dataset.room === room);
    return { time: this.rows[row - 1]?.dataset.time ?? "", room: head?.dataset.room ? head.textContent : this.dataset.noRoom };
  }

  // Dragging
  dragstart(event) {
    const tile = event.target.closest?.(".tile");
    if (!tile) return;
    this.dragged = tile;
    this.offset = event.clientY - tile.getBoundingClientRect().top;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", tile.dataset.slug);
    tile.classList.add("is-dragged");
  }

  dragend() {
    this.dragged?.classList.remove("is-dragged");
    this.querySelector("[data-waiting]").classList.remove("is-over");
    this.dragged = null;
  }

  dragover(event) {
    if (!this.dragged) return;
    const waiting = event.target.closest("[data-waiting]");
    this.querySelector("[data-waiting]").classList.toggle("is-over", Boolean(waiting));
    if (waiting || (this.isDrawn && event.target.closest(".board"))) event.preventDefault();
  }

  drop(event) {
    const tile = this.dragged;
    if (!tile) return;
    event.preventDefault();
    if (event.target.closest("[data-waiting]")) {
      this.send(tile, { day: "", start: "", room: tile.dataset.room });
      return;
    }
    const within = (box, from, to, at) => box[from] <= at && at < box[to];
    const top = event.clientY - this.offset + 4;
    const first = this.rows[0].getBoundingClientRect().top;
    const row = this.rows.findIndex((one) => within(one.getBoundingClientRect(), "top", "bottom", Math.max(top, first)));
    const heads = [...this.grid.querySelectorAll(".programme__room")];
    const head = heads.find((one) => within(one.getBoundingClientRect(), "left", "right", event.clientX));
    if (row < 0 || !head) return;
    const room = tile.dataset.room === "*" ? "*" : head.dataset.room;
    this.send(tile, { day: this.grid.dataset.day, start: this.rows[row].dataset.time, room });
  }

  // Arrow keys on a handle
  keydown(event) {
    const tile = event.target.closest?.(".tile__move")?.closest(".tile");
    if (!tile || !this.isDrawn || !tile.dataset.minutes || tile.dataset.row === "0") return;
    const rightToLeft = getComputedStyle(this).direction === "rtl";
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, rightToLeft ? 1 : -1], ArrowRight: [0, rightToLeft ? -1 : 1] }[event.key];
    if (step) {
      event.preventDefault();
      this.shift(tile, ...step);
    } else if (event.key === "Escape" && tile.classList.contains("is-trying")) {
      event.preventDefault();
      this.putBack(tile);
    } else if (event.key === "Enter" && tile.classList.contains("is-trying")) {
      event.preventDefault();
      const { row, room } = this.trial;
      this.send(tile, { day: this.grid.dataset.day, start: this.rows[row - 1].dataset.time, room });
    }
  }

  focusout(event) {
    const tile = event.target.closest?.(".tile.is-trying");
    if (tile) this.putBack(tile);
  }

  shift(tile, down, across) {
    if (!tile.classList.contains("is-trying")) this.trial = { row: Number(tile.dataset.row), room: tile.dataset.room, classes: tile.className };
    const { rows, rooms, trial } = this;
    const length = Math.max(1, Math.ceil(Number(tile.dataset.minutes) / Number(this.grid.dataset.step)));
    trial.row = Math.min(Math.max(trial.row + down, 1), rows.length);
    if (across && trial.room !== "*") {
      const number = rooms.findIndex((one) => one.dataset.room === trial.room) + across;
      trial.room = rooms[Math.min(Math.max(number, 0), rooms.length - 1)].dataset.room;
    }
    const head = rooms.find((one) => one.dataset.room === trial.room);
    const column = head && [...head.classList].find((name) => /^room-\d+$/.test(name));
    const kept = trial.classes.split(" ").filter((name) => !/^(from|to)-\d+$/.test(name) && !(column && /^(room|across)-\d+$/.test(name)));
    const end = Math.min(trial.row + length, rows.length + 1);
    tile.className = [...kept, `from-${trial.row}`, `to-${end}`, column ?? "", "is-trying"].join(" ");
    tile.scrollIntoView({ block: "nearest" });
    this.say("trying", this.placeOf(trial.row, trial.room));
  }

  putBack(tile) {
    tile.className = this.trial.classes;
    this.say("back", this.placeOf(Number(tile.dataset.row), tile.dataset.room));
  }

  async send(tile, place) {
    const { slug, title, minutes, seen } = tile.dataset;
    tile.classList.remove("is-trying");
    const body = new FormData(this.querySelector("form"));
    for (const [name, value] of Object.entries({ ...place, minutes: minutes === "0" ? "30" : minutes, seen })) body.set(name, value);
    try {
      const address = tile.querySelector(".tile__move").href;
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
      const told = await answer.json();
      await this.readAgain(slug);
      if (!answer.ok) this.status.textContent = told.sentence;
      else if (!place.start) this.say("untimed", { title });
      else this.say("saved", { title, ...this.placeOf(this.rows.findIndex((row) => row.dataset.time === place.start) + 1, place.room) });
    } catch {
      this.say("failed");
    }
  }

  async readAgain(slug) {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const scroll = this.querySelector(".board-scroll");
    const place = scroll ? [scroll.scrollLeft, scroll.scrollTop] : [0, 0];
    this.querySelector("[data-content]").replaceWith(page.querySelector("programme-board [data-content]"));
    const unfit = page.querySelector(".unfit");
    const present = document.querySelector(".unfit");
    if (present && unfit) present.replaceWith(unfit);
    else if (present) present.remove();
    else if (unfit) this.before(unfit);
    this.prepare();
    this.querySelector(".board-scroll")?.scrollTo(...place);
    document.getElementById(`tile-${slug}`)?.querySelector(".tile__move").focus({ preventScroll: true });
  }
}

customElements.define("programme-board", ProgrammeBoard);
