/**
 * A shelf: the browser's storage where it may be used, and this page's memory where it may not.
 *
 * In a frame of another site even *reading* `window.localStorage` can throw, writing can fail when it is full, and
 * both can start at any time; whoever keeps something here need not care.
 */
export class Shelf {
  #storage;
  #memory = new Map();

  /** @param {"localStorage" | "sessionStorage"} area */
  constructor(area) {
    this.#storage = usable(area);
  }

  /** Whether what is put here outlives the page. */
  get lasting() {
    return this.#storage !== null;
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
    try {
      if (this.#storage !== null) return this.#storage.setItem(key, value);
    } catch {
      this.#storage = null;
    }
    this.#memory.set(key, value);
  }

  remove(key) {
    this.#memory.delete(key);
    try {
      this.#storage?.removeItem(key);
    } catch {
      this.#storage = null;
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

function usable(area) {
  const probe = "realtime-chat.probe";
  try {
    const storage = window[area];
    storage.setItem(probe, probe);
    storage.removeItem(probe);
    return storage;
  } catch {
    return null;
  }
}
