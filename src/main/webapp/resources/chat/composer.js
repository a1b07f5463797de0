import { find, room } from "./page.js";
import { counted } from "./words.js";

const COUNT_FROM = 200;

/**
 * Where a reader writes. Enter says it, Shift and Enter break the line, and an input method that still composes a
 * syllable is never cut short: its Enter is its own, and the field is emptied only once it has ended.
 */
export class Composer {
  #field = find("text");
  #button = find("send");
  #counter = find("counter");
  #shelf;
  #key;
  #onSay;
  #composing = false;
  #sayAfterwards = false;
  #shift = false;

  /** @param {{shelf: Shelf, key: string, onSay: (text: string) => void}} parts */
  constructor({ shelf, key, onSay }) {
    this.#shelf = shelf;
    this.#key = key;
    this.#onSay = onSay;
    this.#field.disabled = false;
    this.#field.value ||= shelf.get(key) ?? "";
    this.#listen();
    this.#changed();
  }

  focus() {
    this.#field.focus({ preventScroll: true });
  }

  #listen() {
    const field = this.#field;
    field.addEventListener("compositionstart", () => (this.#composing = true));
    field.addEventListener("compositionend", () => {
      this.#composing = false;
      if (this.#sayAfterwards) setTimeout(() => this.#say());
    });
    field.addEventListener("keydown", (event) => this.#pressed(event));
    field.addEventListener("beforeinput", (event) => this.#breaking(event));
    field.addEventListener("input", () => this.#changed());
    this.#button.addEventListener("mousedown", (event) => event.preventDefault());
    find("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say();
    });
  }

  #pressed(event) {
    this.#shift = event.shiftKey;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#say();
  }

  /** Some keyboards end a composition and break the line with one Enter, without a key of their own for the break. */
  #breaking(event) {
    const breaks = event.inputType === "insertLineBreak" || event.inputType === "insertParagraph";
    if (!breaks || this.#shift || event.isComposing || !event.cancelable) return;
    event.preventDefault();
    this.#say();
  }

  #say() {
    this.#sayAfterwards = this.#composing;
    if (this.#composing) return this.#endComposition();
    const text = this.#text;
    if (!isSayable(text)) return;
    this.#field.value = "";
    this.#changed();
    this.#onSay(text);
  }

  #endComposition() {
    this.#field.blur();
    this.focus();
  }

  get #text() {
    return this.#field.value.normalize("NFC").trim();
  }

  #changed() {
    const text = this.#text;
    const left = room.textLimit - [...text].length;
    this.#button.disabled = !isSayable(text);
    this.#counter.hidden = left > COUNT_FROM;
    this.#counter.textContent = this.#counter.hidden ? "" : counter(left);
    this.#counter.classList.toggle("over", left < 0);
    this.#field.setAttribute("aria-invalid", String(left < 0));
    if (this.#field.value === "") this.#shelf.remove(this.#key);
    else this.#shelf.set(this.#key, this.#field.value);
    this.#fit();
  }

  /** Grows with the text where the style sheet cannot do it by itself. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}

const counter = (left) => (left < 0 ? counted("counterOver", -left) : counted("counterLeft", left));

const isSayable = (text) => text !== "" && [...text].length <= room.textLimit;
