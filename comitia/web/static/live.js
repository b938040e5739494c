// What the site tells while a page is open. Of all tabs of a browser one holds the stream and tells the others what comes,
// because a browser allows few connections to one place; when that tab is closed another takes its part.
//
//     const leave = subscribe("room:excom-2020:public:en", (event) => { … }, { position, ticket, renew });
//
// The callback gets each event of the topic once and in order, after a lost connection also those that were missed. When some
// cannot be had any more it gets { topic, reset: true }: load the state again. `position` is where the events stood
// when the page was made (nothing after it is missed), `ticket` the right to hear a topic that is not public,
// `renew` the address that answers with a new ticket as plain text.
import { isAfter } from "./live/events.js";
import { Stream } from "./live/stream.js";

const NAME = "comitia live";
const REST = 300_000;          // a tab hidden for so long wants nothing until it is looked at
const RESET_SPREAD = 2000;     // thousands of browsers must not load their state in the same moment
const GATHERING = 50;          // several tabs say what they want before the stream is opened

const me = `${Date.now()}-${Math.random()}`;
const mine = new Map();        // topic → { callbacks, position, ticket, renew }
const tabs = new Map();        // for the tab that holds the stream: tab → what it wants, [{ topic, position, ticket, renew }]
const stream = new Stream({ wanted: () => [...tabs.values()].flat(), tell, drop });
let channel = null;            // open while this tab takes part
let standing = null;           // ends the wish, or the duty, to hold the stream
let isLeading = false, isResting = false, isSaying = false, restTimer = 0, openTimer = 0;

export function subscribe(topic, callback, { position = "", ticket = "", renew = "" } = {}) {
  if (!mine.has(topic)) { mine.set(topic, { callbacks: new Set(), position, ticket, renew }); }
  const callbacks = mine.get(topic).callbacks.add(callback);
  if (!channel) { begin(); }
  saySoon();
  return () => {
    callbacks.delete(callback);
    if (!callbacks.size) { mine.delete(topic); }
    saySoon();
  };
}

// Every tab

function begin() {
  channel = new BroadcastChannel(NAME);
  channel.addEventListener("message", ({ data }) => hear(data));
  standing = new AbortController();
  const { signal } = standing;
  const lead = () => new Promise((resolve) => {
    signal.addEventListener("abort", resolve);
    isLeading = true;
    channel.postMessage({ kind: "ask" });
    say();
  });
  // Without locks (no https) every tab holds a stream for itself
  if (navigator.locks) { navigator.locks.request(NAME, { signal }, lead).catch(() => {}); } else { lead(); }
}

function end() {
  if (!channel) { return; }
  channel.postMessage({ kind: "wants", tab: me, wants: [] });
  channel.close();
  standing.abort();
  clearTimeout(openTimer);
  stream.close();
  tabs.clear();
  channel = null;
  isLeading = false;
}

function saySoon() {
  if (isSaying) { return; }
  isSaying = true;
  queueMicrotask(() => { isSaying = false; say(); });
}

function say() {
  const wants = isResting ? [] : [...mine].map(([topic, { position, ticket, renew }]) => ({ topic, position, ticket, renew }));
  post({ kind: "wants", tab: me, wants });
}

function post(message) {
  channel?.postMessage(message);
  hear(message);
}

function hear(message) {
  if (message.kind === "ask") { say(); }
  if (message.kind === "came") { take(message); }
  if (isLeading && message.kind === "wants") { arrange(message.tab, message.wants); }
  if (isLeading && message.kind === "hurry") { stream.hurry(); }
}

function take({ id, topics, topic, event, reset }) {
  for (const name of topics) {
    const one = mine.get(name);
    if (!one || !(reset || isAfter(id, one.position))) { continue; }
    one.position = id;
    if (reset) {
      setTimeout(() => call(one, { topic: name, reset: true }), Math.random() * RESET_SPREAD);
    } else if (name === topic) {
      call(one, event);
    }
  }
}

function call({ callbacks }, event) {
  for (const callback of [...callbacks]) {
    try { callback(event); } catch (fault) { reportError(fault); }
  }
}

document.addEventListener("visibilitychange", () => {
  if (!channel) { return; }
  clearTimeout(restTimer);
  if (document.hidden) {
    restTimer = setTimeout(() => { isResting = true; say(); }, REST);
  } else {
    if (isResting) { isResting = false; say(); }
    post({ kind: "hurry" });
  }
});
addEventListener("online", () => { if (channel) { post({ kind: "hurry" }); } });
addEventListener("pagehide", end);
addEventListener("pageshow", ({ persisted }) => { if (persisted && mine.size) { begin(); say(); } });

// The tab that holds the stream

function arrange(tab, wants) {
  const known = tabs.get(tab) ?? [];
  if (wants.length) { tabs.set(tab, wants); } else { tabs.delete(tab); }
  if (wants.some(({ topic }) => !known.some((one) => one.topic === topic))) {
    clearTimeout(openTimer);
    openTimer = setTimeout(() => stream.open(), GATHERING);
  } else if (!tabs.size) {
    stream.close();
  }
}

function tell(came) {
  for (const one of [...tabs.values()].flat()) {
    if (came.topics.includes(one.topic) && (came.reset || isAfter(came.id, one.position))) { one.position = came.id; }
  }
  post({ kind: "came", ...came });
}

function drop(topics) {
  for (const [tab, wants] of tabs) { tabs.set(tab, wants.filter(({ topic }) => !topics.includes(topic))); }
}
