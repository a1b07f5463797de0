import { Line } from "./line.js";
import { takeAway } from "./page.js";

/** As many rows as a phone scrolls without effort. */
const MAX_LINES = 1000;

/**
 * The messages in the page: one unbroken stretch of the room, oldest first, never longer than its bound.
 */
export class Transcript {
  #list;
  #lines;
  #author = null;
  #changes = new Map(); // what became of messages, heard here: older answers do not know it

  constructor(list) {
    this.#list = list;
    this.#lines = [...list.querySelectorAll(".line")].map(Line.adopt);
    this.#arrange(0);
  }

  get length() {
    return this.#lines.length;
  }

  get full() {
    return this.length >= MAX_LINES;
  }

  get first() {
    return this.#lines[0];
  }

  get last() {
    return this.#lines.at(-1);
  }

  /** Marks what this author said as the reader's own. */
  set author(author) {
    if (this.#author === author) return;
    this.#author = author;
    for (const line of this.#lines) line.mine = line.author === author;
  }

  /** The line of a number, if it is here. */
  at(seq) {
    return this.#has(seq) ? this.#lines[this.#place(seq) - 1] : undefined;
  }

  /** Does what has become of a message. */
  change(event) {
    this.#changes.set(event.of, event);
    const line = this.at(event.of);
    if (line === undefined) return;
    if (event.type === "edited") return line.edit(event.text);
    const place = this.#place(event.of) - 1;
    this.#lines.splice(place, 1);
    takeAway(line.element);
    this.#arrange(place, place + 1);
  }

  /** Puts in what is not there yet, each message at its place. Returns those that were new. */
  merge(messages) {
    const fresh = messages
      .filter(({ seq }) => !this.#has(seq) && this.#changes.get(seq)?.type !== "deleted")
      .map((message) => this.#present(message));
    const places = fresh.map((message) => this.#insert(message));
    this.#arrange(Math.min(...places));
    return fresh;
  }

  replace(messages) {
    this.#lines = [];
    this.#list.replaceChildren();
    return this.merge(messages);
  }

  /** Drops the oldest rows beyond the bound. Returns whether there were any. */
  trimStart() {
    const dropped = this.#lines.splice(0, Math.max(0, this.length - MAX_LINES));
    for (const line of dropped) line.element.remove();
    if (dropped.length > 0) this.first?.follow(undefined);
    return dropped.length > 0;
  }

  /** Drops the newest rows beyond the bound. Returns whether there were any. */
  trimEnd() {
    const dropped = this.#lines.splice(MAX_LINES);
    for (const line of dropped) line.element.remove();
    return dropped.length > 0;
  }

  #has(seq) {
    return this.#lines[this.#place(seq) - 1]?.seq === seq;
  }

  /** How many lines have this number or a smaller one. */
  #place(seq) {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lines[middle].seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(message) {
    const line = Line.of(message);
    const place = this.#place(line.seq);
    line.mine = line.author === this.#author;
    this.#list.insertBefore(line.element, this.#lines[place]?.element ?? null);
    this.#lines.splice(place, 0, line);
    return place;
  }

  #present(message) {
    const change = this.#changes.get(message.seq);
    return change === undefined ? message : { ...message, text: change.text, edited: true };
  }

  #arrange(from, to = this.length) {
    for (let index = from; index < Math.min(to, this.length); index++) this.#lines[index].follow(this.#lines[index - 1]);
  }
}
