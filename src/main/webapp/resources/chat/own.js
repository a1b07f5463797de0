import { room } from "./page.js";
import { words } from "./words.js";

const LATER_MS = 2_000;
const MAX_TRIES = 10;
/** Reasons that another try can cure. */
const PASSING = new Set(["TOO_FAST", "BUSY"]);

/**
 * What readers do with messages of their own: another text, or away with it. The list changes only once the room says
 * so; a wish that got no answer is sent again when the line is back, which changes nothing twice.
 */
export class Own {
  #transcript;
  #send;
  #say;
  #wishes = new Map(); // by the message's number

  /**
   * @param {{list: Element, transcript: Transcript, send: (frame: object) => boolean, say: (words: string) => void}} parts
   */
  constructor({ list, transcript, send, say }) {
    this.#transcript = transcript;
    this.#send = send;
    this.#say = say;
    list.addEventListener("click", ({ target }) => {
      const button = target.closest(".own-button");
      if (button !== null) this.#toggle(transcript.at(Number(button.closest(".line").dataset.seq)), button);
    });
  }

  /** The room has made the change. */
  done({ type, of }) {
    if (!this.#wishes.has(of)) return;
    this.#forget(of);
    this.#say(type === "deleted" ? words("deleted") : words("changed"));
  }

  rejected({ of, reason, retryAfterMs }) {
    const wish = this.#wishes.get(of);
    if (wish === undefined) return;
    if (PASSING.has(reason) && wish.tries < MAX_TRIES) {
      wish.timer = setTimeout(() => this.#try(wish), retryAfterMs ?? LATER_MS);
      return;
    }
    this.#forget(of);
    const line = this.#transcript.at(of);
    if (line !== undefined) this.#note(line, words(`refusal.${reason}`) ?? words("changeFailed"));
  }

  /** The room listens: what it has not answered is asked again. */
  ready() {
    for (const wish of this.#wishes.values()) {
      clearTimeout(wish.timer);
      wish.tries = 0;
      this.#try(wish);
    }
  }

  #toggle(line, button) {
    const open = button.getAttribute("aria-expanded") === "true";
    this.#close(line);
    if (open || this.#wishes.has(line.seq)) return;
    button.setAttribute("aria-expanded", "true");
    this.#panel(line, [
      action(words("edit"), () => this.#edit(line)),
      action(words("delete"), () => this.#ask(line)),
    ]).firstElementChild.focus();
  }

  #ask(line) {
    const question = document.createElement("span");
    question.className = "own-question";
    question.textContent = words("deleteSure");
    const yes = action(words("delete"), () => this.#wish(line, { type: "delete", seq: line.seq }));
    this.#panel(line, [question, yes, this.#cancel(line)]);
    yes.focus();
  }

  #edit(line) {
    const field = document.createElement("textarea");
    field.className = "field own-field";
    field.value = line.text;
    field.rows = Math.min(6, line.text.split("\n").length);
    field.setAttribute("aria-label", words("edit"));
    const problem = document.createElement("span");
    problem.className = "own-question";
    const save = () => {
      const frame = { type: "edit", seq: line.seq, text: field.value };
      if (frame.text === line.text) this.#leave(line);
      else if (fits(frame)) this.#wish(line, frame);
      else this.#say((problem.textContent = words("refusal.TOO_LONG")));
    };
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        save();
      } else if (event.key === "Escape") {
        event.stopPropagation();
        this.#leave(line);
      }
    });
    this.#panel(line, [field, problem, action(words("save"), save), this.#cancel(line)]);
    field.focus();
  }

  #cancel(line) {
    return action(words("keepAsIs"), () => this.#leave(line));
  }

  #wish(line, frame) {
    this.#leave(line);
    const wish = { frame, tries: 0, timer: 0 };
    this.#wishes.set(line.seq, wish);
    line.element.dataset.state = "sending";
    this.#try(wish);
  }

  #try(wish) {
    wish.tries += 1;
    this.#send(wish.frame);
  }

  #forget(seq) {
    clearTimeout(this.#wishes.get(seq).timer);
    this.#wishes.delete(seq);
    const element = this.#transcript.at(seq)?.element;
    if (element !== undefined) delete element.dataset.state;
  }

  #note(line, text) {
    const note = document.createElement("span");
    note.className = "own-question";
    note.textContent = text;
    this.#panel(line, [note, this.#cancel(line)]);
    this.#say(text);
  }

  #panel(line, parts) {
    line.element.querySelector(".own")?.remove();
    const panel = document.createElement("div");
    panel.className = "own";
    panel.append(...parts);
    line.element.querySelector(".said").append(panel);
    return panel;
  }

  /** Closes what is open at the line, and gives the focus back to its button. */
  #leave(line) {
    this.#close(line);
    line.element.querySelector(".own-button")?.focus();
  }

  #close(line) {
    line.element.querySelector(".own")?.remove();
    line.element.querySelector(".own-button")?.setAttribute("aria-expanded", "false");
  }
}

/** Whether the room would take it: a longer frame ends the connection. */
const fits = (frame) =>
  [...frame.text].length <= room.textLimit && new TextEncoder().encode(JSON.stringify(frame)).length <= room.frameBytes;

function action(label, run) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "text-button";
  element.textContent = label;
  element.addEventListener("click", run);
  return element;
}
