// What a door keeps on the device: check-ins not sent yet, and the digests of the codes that let in.
const open = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open("comitia-door", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("passages", { keyPath: "key" });
      asked.result.createObjectStore("lists");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export class DoorQueue {
  constructor() {
    this.database = open();
  }

  async store(name, mode = "readonly") {
    return (await this.database).transaction(name, mode).objectStore(name);
  }

  async add(passage) {
    await done((await this.store("passages", "readwrite")).put(passage));
  }

  // The oldest first: whoever went in and out went in before
  async next(most) {
    const all = await done((await this.store("passages")).getAll());
    return all.sort((one, other) => (one.at < other.at ? -1 : 1)).slice(0, most);
  }

  async count() {
    return done((await this.store("passages")).count());
  }

  async drop(keys) {
    const store = await this.store("passages", "readwrite");
    await Promise.all(keys.map((key) => done(store.delete(key))));
  }

  async keepDigests(digests) {
    await done((await this.store("lists", "readwrite")).put(digests, "digests"));
  }

  async digests() {
    return new Set((await done((await this.store("lists")).get("digests"))) ?? []);
  }
}

// A code as it is typed or scanned; empty if it is none
export const codeIn = (typed) => {
  const code = typed.toUpperCase().replace(/[-\s]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(code) ? code : "";
};

export const digestOf = async (code) => {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
