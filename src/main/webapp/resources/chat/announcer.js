import { find } from "./page.js";
import { counted, words } from "./words.js";

const GATHER_MS = 700;
const MANY = 3;

/**
 * What a screen reader is told: others' new messages, and that the line is gone or back. Not the history, not the
 * reader's own words; a burst is counted, not read out.
 */
export class Announcer {
  #place = find("announcer");
  #waiting = [];

  message({ nickname, text }) {
    if (this.#waiting.length === 0) setTimeout(() => this.#flush(), GATHER_MS);
    this.#waiting.push(words("said", nickname, text));
  }

  say(words) {
    this.#place.textContent = words;
  }

  #flush() {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.say(waiting.length > MANY ? counted("newMessages", waiting.length) : waiting.join("\n"));
  }
}
