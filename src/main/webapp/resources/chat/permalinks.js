import { find } from "./page.js";
import { words } from "./words.js";

const ADDRESS = /^#m([1-9]\d{0,15})$/;
const STOPS = ".at, .own-button";
const COPIED_MS = 1_600;

/** The address at which a message will always be found, with and without a script: the server's `RoomPage.permalink`. */
export function permalink(seq) {
  const title = new URLSearchParams(location.search).get("title");
  return `?${new URLSearchParams({ before: seq + 25, ...(title ? { title } : {}) })}#m${seq}`;
}

/**
 * The addresses of messages: the page goes to the one it was opened for, and a message's time copies its address. The
 * list is one stop of the Tab key: arrows go from what a message offers to what the next one does.
 */
export class Permalinks {
  #list;
  #history;
  #scroller;
  #say;
  /** The one time that Tab leads to. */
  #stop = null;

  /** @param {{list: Element, history: History, scroller: Scroller, say: (words: string) => void}} parts */
  constructor({ list, history, scroller, say }) {
    this.#list = list;
    this.#history = history;
    this.#scroller = scroller;
    this.#say = say;
    for (const link of this.#links) link.tabIndex = -1;
    this.#arrange();
    new MutationObserver(() => this.#arrange()).observe(list, { childList: true });
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("keydown", (event) => this.#pressed(event));
    list.addEventListener("focusin", ({ target }) => target.matches(STOPS) && this.#stopAt(target));
    addEventListener("hashchange", () => this.go());
  }

  /** Goes to the message that the address names, if it names one. */
  async go() {
    const seq = Number(ADDRESS.exec(location.hash)?.[1]);
    if (!seq) return;
    const there = find(`m${seq}`) !== null || (await this.#history.around(seq));
    const line = there ? find(`m${seq}`) : null;
    if (line === null) return this.#say(words("noMessage"));
    this.#scroller.show(line);
    this.#point(line);
  }

  /** Tab leads to the last message, unless the reader is at another. */
  #arrange() {
    const last = this.#list.lastElementChild?.querySelector(".at");
    if (last && this.#stop !== document.activeElement) this.#stopAt(last);
  }

  get #links() {
    return [...this.#list.querySelectorAll(STOPS)];
  }

  #stopAt(link) {
    if (this.#stop !== null) this.#stop.tabIndex = -1;
    link.tabIndex = 0;
    this.#stop = link;
  }

  #point(line) {
    this.#list.querySelector(".pointed")?.classList.remove("pointed");
    line.classList.add("pointed");
  }

  #pressed(event) {
    const links = this.#links;
    const at = links.indexOf(event.target.closest?.(STOPS));
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    links[Math.max(0, Math.min(to, links.length - 1))].focus();
  }

  #clicked(event) {
    const link = event.target.closest(".at");
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#point(link.closest(".line"));
    history.replaceState(history.state, "", new URL(link.href).hash);
    this.#copy(link);
  }

  async #copy(link) {
    const copied = await copy(link.href);
    this.#say(copied ? words("copied") : words("copyFailed"));
    if (!copied) return;
    link.dataset.copied = words("copied");
    setTimeout(() => delete link.dataset.copied, COPIED_MS);
  }
}

/** Into the clipboard: the old way first, since a frame of another site has no other. */
async function copy(text) {
  if (copiedOldWay(text)) return true;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function copiedOldWay(text) {
  const focused = document.activeElement;
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "unseen" });
  find("room").prepend(field);
  field.focus({ preventScroll: true });
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused.focus({ preventScroll: true });
  return copied;
}
