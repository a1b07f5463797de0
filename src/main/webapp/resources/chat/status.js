import { find } from "./page.js";
import { momentLabel } from "./times.js";
import { counted, words } from "./words.js";

/** A line that is back before this is no news. */
const PATIENCE_MS = 1_200;
const TICK_MS = 500;

/**
 * The line under the header while the room is out of reach. It says nothing while all is well.
 */
export class Status {
  #line = find("status");
  #text = find("status-text");
  #button = find("status-button");
  #onConnect;
  #say;
  #state = { name: "new" };
  #everOpen = false;
  #told = false;
  #timers = [];

  /** @param {{onConnect: () => void, say: (words: string) => void}} parts */
  constructor({ onConnect, say }) {
    this.#onConnect = onConnect;
    this.#say = say;
    this.#button.addEventListener("click", () => this.#press());
  }

  /** @param {{name: string, until?: number, code?: number, offer?: string}} state of the connection */
  show(state) {
    this.#state = state;
    if (state.name === "open") return this.#clear();
    if (!this.#line.hidden || state.name === "stopped") return this.#draw();
    if (this.#timers.length > 0) return;
    this.#timers = [setTimeout(() => this.#draw(), PATIENCE_MS), setInterval(() => this.#told && this.#draw(), TICK_MS)];
  }

  #clear() {
    this.#timers.forEach(clearInterval);
    this.#timers = [];
    if (this.#told && this.#everOpen) this.#say(words("back"));
    this.#everOpen = true;
    this.#told = false;
    this.#line.hidden = true;
  }

  #draw() {
    const { name, until, code, offer, end } = this.#state;
    this.#line.hidden = false;
    this.#line.dataset.state = name;
    this.#button.hidden = name === "connecting" || offer === "nothing";
    this.#button.textContent = offer === "reload" ? words("reload") : words("connectNow");
    if (end) this.#write(words("blockedUntil", momentLabel(new Date(end))));
    else if (name === "stopped") this.#write(words(`stopped.${code}`) ?? words("stopped.4000"));
    else if (name === "waiting") this.#write(counted("reconnectIn", Math.max(1, Math.ceil((until - Date.now()) / 1000))));
    else this.#write(this.#everOpen ? words("reconnecting") : words("connecting"));
    if (!this.#told) this.#say(name === "stopped" ? this.#text.textContent : words("lost"));
    this.#told = true;
  }

  #write(text) {
    if (this.#text.textContent !== text) this.#text.textContent = text;
  }

  #press() {
    if (this.#state.offer === "reload") location.reload();
    else this.#onConnect();
  }
}
