import { addresses, find } from "./page.js";
import { words } from "./words.js";

const PAGE = 50;
const texts = {
  idle: "",
  loading: words("olderLoading"),
  failed: words("olderFailed"),
  skipped: words("missed"),
  end: words("beginning"),
};

/**
 * The room's past, read fifty messages at a time as the reader scrolls to it.
 *
 * The list is a stretch of the room. Going up adds in front, and beyond the bound drops at the end; going down again
 * reads forward what was dropped. Numbers have no holes, so "up to fifty after n" is "the last fifty before n + 51".
 */
export class History {
  #transcript;
  #scroller;
  #more;
  #head;
  #busy = false;
  #row = find("older");
  #text = find("older-text");
  #retry = find("older-button");

  /** @param {{transcript: Transcript, scroller: Scroller, more: boolean, head: () => number}} parts */
  constructor({ transcript, scroller, more, head }) {
    this.#transcript = transcript;
    this.#scroller = scroller;
    this.#head = head;
    this.#retry.textContent = words("tryAgain");
    this.#retry.addEventListener("click", () => this.older());
    this.more = more;
  }

  /** Whether older messages than the first row exist. */
  set more(more) {
    this.#more = more;
    if (!this.#busy) this.#show(more || this.#transcript.length === 0 ? "idle" : "end");
  }

  /** Says above the first row that the stretch between what was read and what is shown is left out. */
  skipped() {
    this.more = true;
    this.#show("skipped");
  }

  get failed() {
    return this.#row.dataset.state === "failed";
  }

  async older() {
    const first = this.#transcript.first;
    if (this.#busy || !this.#more || first === undefined) return;
    this.#show("loading");
    const page = await this.#read(first.seq);
    if (page === null || this.#transcript.first !== first) return this.#show(page === null ? "failed" : "idle");
    this.#scroller.keep(() => {
      this.#transcript.merge(page.messages);
      if (this.#transcript.trimEnd()) this.#scroller.behind = true;
      this.more = page.more;
    });
  }

  /** Reads on towards the present while its end of the list is in sight. */
  async newer() {
    while (this.#scroller.nearEnd && (await this.#forward()));
  }

  /** Goes to the present at once. */
  async newest() {
    if (!this.#scroller.behind) return this.#scroller.toBottom();
    const page = await this.#read(this.#head() + 1);
    if (page === null) return this.#scroller.failed();
    this.#transcript.replace(page.messages);
    this.more = page.more;
    this.#scroller.behind = this.#lacking;
    this.#scroller.toBottom();
    while (await this.#forward());
    this.#scroller.toBottom();
  }

  /** Shows the stretch of the room around a message that is not in the list. Returns whether it is there now. */
  async around(seq) {
    const page = await this.#read(seq + PAGE / 2);
    if (!page?.messages.some((message) => message.seq === seq)) return false;
    this.#transcript.replace(page.messages);
    this.more = page.more;
    this.#scroller.behind = this.#lacking;
    return true;
  }

  /** Adds up to fifty after the last row. Returns whether it did and more are to be had. */
  async #forward() {
    const last = this.#transcript.last;
    if (this.#busy || !this.#scroller.behind || last === undefined) return false;
    const page = await this.#read(last.seq + PAGE + 1);
    if (page === null || this.#transcript.last !== last) return false;
    this.#scroller.keep(() => {
      this.#transcript.merge(page.messages);
      if (this.#transcript.trimStart()) this.more = true;
      this.#scroller.behind = this.#lacking;
    });
    return this.#scroller.behind && this.#transcript.last !== last;
  }

  /** Whether the list lacks messages at its end: what came during a read was left to the next one. */
  get #lacking() {
    return (this.#transcript.last?.seq ?? 0) < this.#head();
  }

  async #read(before) {
    this.#busy = true;
    try {
      const address = new URL(addresses.messages);
      address.search = new URLSearchParams({ before, limit: PAGE });
      const answer = await fetch(address, { credentials: "omit" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    } finally {
      this.#busy = false;
    }
  }

  #show(state) {
    this.#row.dataset.state = state;
    this.#text.textContent = texts[state];
    this.#retry.hidden = state !== "failed";
  }
}
