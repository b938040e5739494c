// The one stream of a browser: opened with what is wanted, opened again when it breaks, from where it stood.
import { blocksOf, oldest } from "./events.js";

const SILENCE = 50_000;        // the server sends a heartbeat every 20 seconds
const LONGEST_PAUSE = 60_000;
const MOST_TOPICS = 32;

export class Stream {
  /**
   * `wanted()` gives what the stream is to carry now: [{ topic, position, ticket, renew }], a topic more than once if several tabs want it.
   * `tell({ id, topics, topic, event, reset })` takes what came: `topics` are those that now stand at `id`.
   * `drop(topics)` takes topics that may no longer be heard.
   */
  constructor({ wanted, tell, drop }) {
    Object.assign(this, { wanted, tell, drop, hurry: () => {}, ending: null });
  }

  /** Begin, or begin anew with what is wanted now. */
  open() {
    this.close();
    this.ending = new AbortController();
    this.run(this.ending.signal);
  }

  close() {
    this.ending?.abort();
    this.hurry();
  }

  async run(signal) {
    this.retry = 3000;
    let failures = 0, isRenewed = false;
    while (!signal.aborted && this.wanted().length) {
      const status = await this.read(signal);
      failures = status === 200 ? 0 : failures + 1;
      if (status === 403 && !isRenewed) {
        isRenewed = true;
        await this.renew();
        continue;
      }
      isRenewed = false;
      if (!signal.aborted) { await this.pause(Math.min(this.retry * 2 ** failures, LONGEST_PAUSE)); }
    }
  }

  /** Read until the stream breaks or says nothing for too long; give the status of its answer, 0 if there was none. */
  async read(signal) {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE);
    const end = () => silence.abort();
    signal.addEventListener("abort", end);
    let status = 0;
    try {
      const wanted = this.wanted();
      const topics = [...new Set(wanted.map(({ topic }) => topic))].slice(-MOST_TOPICS);
      const answer = await fetch(address(topics, wanted), { headers: headers(wanted), signal: silence.signal, cache: "no-store" });
      status = answer.status;
      if (!answer.ok) { return status; }
      for await (const { id, retry, event, data } of blocksOf(answer.body)) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE);
        if (signal.aborted) { return status; }
        if (retry) { this.retry = Number(retry); }
        if (id) { this.tell({ id, topics, reset: event === "reset", ...(!event && data && told(data)) }); }
      }
    } catch {
      // Broken, silent or no longer wanted: `run` knows what to do
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    }
    return status;
  }

  /** Fetch new tickets; topics for which the site gives none any more are dropped. */
  async renew() {
    const closed = this.wanted().filter(({ ticket, renew }) => ticket || renew);
    for (const place of new Set(closed.map(({ renew }) => renew))) {
      const wants = closed.filter(({ renew }) => renew === place);
      const answer = place ? await fetch(place, { credentials: "same-origin" }).catch(() => null) : null;
      if (answer?.ok) {
        const ticket = await answer.text();
        for (const one of wants) { one.ticket = ticket; }
      } else if (!place || [401, 403, 404].includes(answer?.status)) {
        this.drop(wants.map(({ topic }) => topic));
      }
    }
  }

  /** Wait; half of the time is left to chance, because thousands of browsers wait with this one. */
  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds * (0.5 + Math.random() / 2));
      this.hurry = () => { clearTimeout(timer); resolve(); };
    });
  }
}

function told(data) {
  const event = JSON.parse(data);
  return { topic: event.topic, event };
}

function address(topics, wanted) {
  const tickets = new Set(wanted.map(({ ticket }) => ticket).filter(Boolean));
  const fields = [...topics.map((topic) => ["topic", topic]), ...[...tickets].map((ticket) => ["ticket", ticket])];
  return `/live/stream?${new URLSearchParams(fields)}`;
}

function headers(wanted) {
  const position = oldest(wanted.map((one) => one.position));
  return { Accept: "text/event-stream", ...(position && { "Last-Event-ID": position }) };
}
