import { find } from "./page.js";
import { counted, words } from "./words.js";

const GATHER_MS = 700;
const MANY = 3;

const KEY = "realtime-chat.reading";

/**
 * What a screen reader is told: others' new messages, and that the line is gone or back. Not the history, not the
 * reader's own words; a burst is counted, not read out. Whoever finds that too much may have the number alone, or
 * nothing.
 */
export class Announcer {
  #place = find("announcer");
  #waiting = [];
  #level = "all";

  /** @param {Shelf} shelf keeps how much the reader wants to hear */
  constructor(shelf) {
    const choices = find("reading");
    const chosen = choices.querySelector(`[value="${CSS.escape(shelf.get(KEY) ?? this.#level)}"]`);
    if (chosen !== null) chosen.checked = true;
    this.#level = chosen?.value ?? this.#level;
    choices.addEventListener("change", ({ target }) => {
      this.#level = target.value;
      shelf.set(KEY, target.value);
    });
  }

  message({ nickname, text }) {
    if (this.#level === "off") return;
    if (this.#waiting.length === 0) setTimeout(() => this.#flush(), GATHER_MS);
    this.#waiting.push(words("said", nickname, text));
  }

  /** Said twice it is heard twice: where nothing changes a screen reader is silent. */
  say(words) {
    this.#place.textContent = this.#place.textContent === words ? `${words}\u00a0` : words;
  }

  #flush() {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.say(this.#level === "count" || waiting.length > MANY ? counted("newMessages", waiting.length) : waiting.join("\n"));
  }
}
