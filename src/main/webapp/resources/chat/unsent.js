import { uuid, UUID_V4 } from "./identity.js";
import { Line } from "./line.js";
import { find, room, takeAway } from "./page.js";
import { words } from "./words.js";

const ANSWER_MS = 8_000;
const LATER_MS = 1_000;
const MAX_TRIES = 10;
/** Reasons that another try can cure. */
const PASSING = new Set(["TOO_FAST", "BUSY"]);

/**
 * What this reader has said and the room has not confirmed yet.
 *
 * One message is under way at a time, and one that failed holds up those after it until its author sends it again or
 * discards it: they arrive in the order they were written. Each keeps its id for as long as it is tried, so the server
 * stores it once. They outlive a reload of the page.
 */
export class Unsent {
  #items = [];
  #ready = false;
  #parts;

  /**
   * @param {{list: Element, shelf: Shelf, key: string, author: () => object, before: () => Line | undefined,
   *     send: (frame: object) => boolean, say: (words: string) => void, onSilence: () => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
    const kept = parts.shelf.read(parts.key);
    for (const item of Array.isArray(kept) ? kept.filter(usable) : []) this.#put(item);
  }

  get length() {
    return this.#items.length;
  }

  add(text) {
    this.#put({ id: uuid(), text, at: new Date().toISOString() });
    this.#keep();
    this.#next();
  }

  /** The room has the message: its row makes way for the one in the list. */
  confirmed(id) {
    const item = this.#items.find((each) => each.id === id);
    if (item === undefined) return;
    this.#remove(item);
    this.#next();
  }

  rejected({ id, reason, retryAfterMs }) {
    const item = this.#items.find((each) => each.id === id);
    if (item === undefined) return;
    clearTimeout(item.timer);
    if (reason === "NO_NICKNAME") return this.#show(item, "waiting", words(`refusal.${reason}`));
    if (!PASSING.has(reason)) return this.#refuse(item, words(`refusal.${reason}`));
    if (item.tries >= MAX_TRIES) return this.#fail(item, words(`refusal.${reason}`));
    this.#show(item, "sending", words("slowDown"));
    const later = (retryAfterMs ?? LATER_MS) * (reason === "BUSY" ? 1 + Math.random() : 1);
    item.timer = setTimeout(() => this.#try(item), later);
  }

  /** The room listens: what it has not refused goes out again, in order. */
  ready() {
    this.#ready = true;
    for (const item of this.#items) if (!item.refused) this.#retry(item);
    this.#next();
  }

  /** The room does not listen: what is unconfirmed waits. @param {boolean} blamed whether what is under way ended it */
  away(blamed = false) {
    this.#ready = false;
    if (blamed && this.#items[0]?.tries > 0) this.#refuse(this.#items[0]);
    for (const item of this.#items) {
      clearTimeout(item.timer);
      if (item.state !== "failed") this.#show(item, "waiting");
    }
  }

  #next() {
    const [first, ...others] = this.#items;
    if (!this.#ready || first === undefined) return;
    if (first.state === "waiting") this.#try(first);
    const why = first.state === "failed" ? words("heldUp") : undefined;
    for (const item of others) if (item.state === "waiting") this.#show(item, "waiting", why);
  }

  #try(item) {
    const frame = { type: "say", id: item.id, text: item.text };
    if (bytes(frame) > room.frameBytes) return this.#refuse(item, words("refusal.TOO_LONG"));
    if (!this.#parts.send(frame)) return this.#show(item, "waiting");
    item.tries += 1;
    this.#show(item, "sending");
    clearTimeout(item.timer);
    item.timer = setTimeout(() => {
      this.#parts.onSilence();
      this.#fail(item);
    }, ANSWER_MS);
  }

  #retry(item) {
    clearTimeout(item.timer);
    item.tries = 0;
    item.refused = false;
    this.#show(item, "waiting");
  }

  /** It failed for good: it does not go out again by itself, not even after a reload. */
  #refuse(item, why) {
    item.refused = true;
    this.#keep();
    this.#fail(item, why);
  }

  #fail(item, why = words("failed")) {
    clearTimeout(item.timer);
    this.#show(item, "failed", why);
    this.#parts.say(why);
    this.#next();
  }

  #put({ id, text, at, refused = false }) {
    const line = Line.of({ ...this.#parts.author(), text, at });
    line.mine = true;
    line.element.classList.add("pending");
    line.meta.prepend(Object.assign(document.createElement("span"), { className: "state" }));
    this.#parts.list.append(line.element);
    line.follow(this.#items.at(-1)?.line ?? this.#parts.before());
    const item = { id, text, at, line, tries: 0, refused, state: "", timer: 0 };
    line.element.querySelector(".said").append(this.#remedies(item));
    this.#items.push(item);
    if (refused) this.#show(item, "failed", words("failed"));
    else this.#show(item, "waiting");
  }

  #show(item, state, why) {
    item.state = state;
    const { element } = item.line;
    element.dataset.state = state;
    element.querySelector(".state").textContent =
      why ?? (state === "waiting" && !this.#ready ? words("waiting") : words("sending"));
    element.querySelector(".remedies").hidden = state !== "failed";
  }

  /** The same buttons for as long as the message is here: one that is being pressed does not make way for its twin. */
  #remedies(item) {
    const remedies = document.createElement("p");
    remedies.className = "remedies";
    remedies.hidden = true;
    const again = () => {
      find("log").focus({ preventScroll: true }); // the button goes
      this.#retry(item);
      this.#keep();
      this.#next();
    };
    const discard = () => {
      this.#remove(item);
      this.#next();
    };
    remedies.append(button(words("sendAgain"), again), button(words("discard"), discard));
    return remedies;
  }

  #remove(item) {
    clearTimeout(item.timer);
    this.#items = this.#items.filter((each) => each !== item);
    takeAway(item.line.element);
    this.#items[0]?.line.follow(this.#parts.before());
    this.#keep();
  }

  #keep() {
    const { shelf, key } = this.#parts;
    if (this.length === 0) return shelf.remove(key);
    shelf.write(key, this.#items.map(({ id, text, at, refused }) => ({ id, text, at, refused })));
  }
}

const bytes = (frame) => new TextEncoder().encode(JSON.stringify(frame)).length;

const usable = (item) =>
  UUID_V4.test(item?.id) && typeof item.text === "string" && !Number.isNaN(Date.parse(item.at));

function button(label, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "text-button";
  element.textContent = label;
  element.addEventListener("click", action);
  return element;
}
