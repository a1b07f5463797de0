import { Backoff } from "./backoff.js";
import { afterClose } from "./closes.js";

const UTF8 = new TextDecoder();
const WELCOME_MS = 10_000;
const PONG_MS = 3_000;
const QUIET_MS = 30_000;
const STABLE_MS = 10_000;
const LONGEST_MS = 2 ** 31 - 1; // that a browser can wait

/**
 * The room's socket, kept open: it says hello, notices when the line is dead, and comes back as the close code asks.
 *
 * States: `connecting`, `open` (welcomed), `waiting` (until a time), `stopped` (does not come back by itself),
 * `resting` (until somebody looks), `left` (for good).
 */
export class Connection {
  #address;
  #hello;
  #onEvents;
  #onState;
  #backoff = new Backoff();
  #socket = null;
  #state = { name: "new" };
  #timers = { retry: 0, welcome: 0, pong: 0, quiet: 0, stable: 0 };

  /** @param {{address: URL, hello: () => object, onEvents: (events: object[]) => void, onState: (state: object) => void}} parts */
  constructor({ address, hello, onEvents, onState }) {
    this.#address = address;
    this.#hello = hello;
    this.#onEvents = onEvents;
    this.#onState = onState;
    addEventListener("online", () => this.check());
    addEventListener("pageshow", (event) => event.persisted && this.check());
    addEventListener("pagehide", () => this.#drop(1000));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.check());
  }

  get open() {
    return this.#state.name === "open";
  }

  /** Opens the socket, unless the reader has left for good. */
  connect() {
    if (this.#state.name === "left") return;
    this.#drop(1000);
    this.#enter({ name: "connecting" });
    try {
      const socket = new WebSocket(this.#address);
      socket.binaryType = "arraybuffer";
      this.#socket = socket;
      socket.onopen = () => this.#write({ ...this.#hello(), binary: true });
      socket.onmessage = (frame) => this.#receive(frame.data);
      socket.onclose = (close) => this.#lost(close.code, close.reason);
      this.#timer("welcome", WELCOME_MS, () => this.#lost());
    } catch {
      this.#lost();
    }
  }

  /** Hands a frame over. Returns whether there was a line to hand it to. */
  send(frame) {
    return this.open && this.#write(frame);
  }

  /** Starts over from the last number heard, because something was missed. */
  resume() {
    this.#lost();
  }

  /** Nobody is looking: the socket is given up until [wake]. */
  rest() {
    if (this.#state.name === "stopped" || this.#state.name === "left") return;
    this.#drop(1000);
    this.#state = { name: "resting" };
  }

  /** Somebody is looking: a socket is opened where there is none. */
  wake() {
    if (this.#state.name === "new" || this.#state.name === "resting") this.connect();
  }

  /** Ends it, for as long as the page lives. */
  leave() {
    this.#drop(1000);
    this.#state = { name: "left" };
  }

  /** Says hello anew, where it was said, as another person. */
  greet() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.connect();
  }

  /** Asks whether the line is alive; a line that does not answer is replaced. */
  check() {
    if (this.#state.name === "waiting") return this.#hurry(this.#state);
    if (this.#state.name === "closed") return this.connect();
    if (!this.open || this.#timers.pong !== 0) return;
    this.#write({ type: "ping" });
    this.#timer("pong", PONG_MS, () => this.connect());
  }

  /** Comes back sooner, but not before the server wants to see this browser again. */
  #hurry({ until, notBefore }) {
    if (Date.now() >= notBefore) return this.connect();
    this.#timer("retry", until - Date.now(), () => this.connect());
  }

  #receive(data) {
    this.#clear("pong");
    this.#timer("quiet", QUIET_MS, () => this.check());
    const events = parsed(data);
    if (events.some((event) => event.type === "welcome")) {
      this.#clear("welcome");
      this.#timer("stable", STABLE_MS, () => this.#backoff.reset());
      this.#enter({ name: "open" }, () => this.#onEvents(events));
    } else {
      this.#onEvents(events);
    }
  }

  #lost(code = 1006, reason = "") {
    const after = afterClose(code, reason);
    this.#drop();
    if (after.end) this.#timer("retry", Math.min(after.end - Date.now() + this.#backoff.next(), LONGEST_MS), () => this.connect());
    if (!after.back) return this.#enter({ name: "stopped", code, ...after });
    const delay = after.spreadMs ? Math.random() * after.spreadMs : this.#backoff.next(after);
    this.#timer("retry", delay, () => this.connect());
    const now = Date.now();
    this.#enter({ name: "waiting", until: now + delay, notBefore: now + (after.atLeastMs ?? 0), ...after });
  }

  /** Lets go of the socket without waiting for a peer that may not answer. */
  #drop(code) {
    for (const name of Object.keys(this.#timers)) this.#clear(name);
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
    this.#state = { name: "closed" };
  }

  #write(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #enter(state, first = () => {}) {
    this.#state = state;
    first();
    if (this.#state === state) this.#onState(state);
  }

  #timer(name, delay, action) {
    this.#clear(name);
    this.#timers[name] = setTimeout(() => {
      this.#timers[name] = 0;
      action();
    }, delay);
  }

  #clear(name) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = 0;
  }
}

/** @param {string | ArrayBuffer} data a text frame, or the binary one that was asked for */
function parsed(data) {
  try {
    const events = JSON.parse(typeof data === "string" ? data : UTF8.decode(data));
    return Array.isArray(events) ? events : [];
  } catch {
    return [];
  }
}
