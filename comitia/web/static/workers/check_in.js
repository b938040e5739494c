// Keeps the page of the door on the device, so that it opens again while there is no network.
const KEPT = "comitia-door";

const keep = async (page, files) => {
  const places = [page, ...files];
  const answers = await Promise.all(places.map((place) => fetch(place, { credentials: "same-origin" })));
  if (answers.some((answer) => !answer.ok || answer.redirected)) return;
  await caches.delete(KEPT);
  const cache = await caches.open(KEPT);
  await Promise.all(places.map((place, number) => cache.put(place, answers[number])));
};

const fromKept = (place) => caches.open(KEPT).then((cache) => cache.match(place));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data.page, event.data.files).catch(() => {})));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async (error) => (await fromKept(pathname)) ?? Promise.reject(error)));
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(fromKept(pathname).then((kept) => kept ?? fetch(request)));
  }
});
