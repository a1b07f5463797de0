/**
 * A shelf: the browser's storage where it may be used, and this page's memory where it may not. A full one is still
 * read: who came before it was full is known.
 *
 * In a frame of another site even *reading* `window.localStorage` can throw, writing can fail when it is full, and
 * both can start at any time; whoever keeps something here need not care.
 */
export class Shelf {
  #storage;
  #writable;
  #memory = new Map();

  /** @param {"localStorage" | "sessionStorage"} area */
  constructor(area) {
    this.#storage = readable(area);
    this.#writable = writable(this.#storage);
  }

  /** Whether what is put here outlives the page. */
  get lasting() {
    return this.#writable;
  }

  get(key) {
    if (this.#memory.has(key)) return this.#memory.get(key);
    try {
      return this.#storage?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  set(key, value) {
    this.#memory.delete(key);
    if (this.#writable) {
      try {
        return this.#storage.setItem(key, value);
      } catch {
        this.#writable = false;
      }
    }
    this.#memory.set(key, value);
  }

  remove(key) {
    this.#memory.delete(key);
    try {
      this.#storage?.removeItem(key);
    } catch {
      this.#writable = false;
    }
  }

  /** The value behind the key, or null where it is missing or not JSON. */
  read(key) {
    try {
      return JSON.parse(this.get(key));
    } catch {
      return null;
    }
  }

  write(key, value) {
    this.set(key, JSON.stringify(value));
  }
}

function readable(area) {
  try {
    const storage = window[area];
    storage.getItem("realtime-chat");
    return storage;
  } catch {
    return null;
  }
}

function writable(storage) {
  const probe = "realtime-chat.probe";
  try {
    storage.setItem(probe, probe);
    storage.removeItem(probe);
    return true;
  } catch {
    return false;
  }
}
