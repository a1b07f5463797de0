import { applyAccent } from "./accent.js";
import { frameMessage, readFrameMessage, THEMES } from "./frame-messages.js";
import { speak } from "./language.js";
import { choose, find, room } from "./page.js";

const root = document.documentElement;
const trusted = new Set([...room.parentOrigins, location.origin]);
const TITLE_CODE_POINTS = 120;
const TITLE_READ = 1_000; // of whatever length it comes: what is behind is not looked at

/**
 * The page around the frame. Only the window that is really the parent is heard, only from an origin on the server's
 * list, and it is answered by name, never by `*`.
 */
export class Parent {
  #origin = null;
  #told = new Map();
  #commands;

  /** @param {{onFocus: () => void, onDestroy: () => void}} parts */
  constructor({ onFocus, onDestroy }) {
    if (window.parent === window) return;
    this.#commands = {
      theme: ({ theme }) => THEMES.has(theme) && this.#theme(theme),
      title: ({ title }) => typeof title === "string" && retitle(title),
      language: ({ language }) => speak(language),
      accent: ({ accent }) => applyAccent(accent ?? ""),
      focus: onFocus,
      destroy: onDestroy,
    };
    addEventListener("message", (event) => this.#hear(event));
    this.#origin = embeddingOrigin();
    this.#post("ready", { postId: room.postId, title: document.title });
  }

  /** Tells the page how many there are, where that is news. @param {"unread" | "participants"} type */
  count(type, count) {
    if (this.#told.get(type) === count) return;
    this.#told.set(type, count);
    this.#post(type, { count });
  }

  #hear({ source, origin, data }) {
    if (source !== window.parent || !trusted.has(origin)) return;
    const message = readFrameMessage(data);
    if (message === null || !Object.hasOwn(this.#commands, message.type)) return;
    this.#origin = origin;
    this.#commands[message.type](message);
  }

  #theme(theme) {
    root.dataset.theme = theme;
    document.querySelector('meta[name="color-scheme"]').content = theme === "auto" ? "light dark" : theme;
    choose("theme", theme === "auto" ? "" : theme);
    this.#post("theme", { theme });
  }

  #post(type, fields) {
    if (this.#origin !== null) window.parent.postMessage(frameMessage(type, fields), this.#origin);
  }
}

/** The embedding origin, as far as the frame can know it before it is spoken to. */
function embeddingOrigin() {
  const claimed = new URLSearchParams(location.search).get("origin");
  const seen = location.ancestorOrigins?.[0] ?? claimed ?? originOf(document.referrer);
  return trusted.has(seen) ? seen : null;
}

function originOf(address) {
  try {
    return new URL(address).origin;
  } catch {
    return null;
  }
}

function retitle(title) {
  const words = title.slice(0, TITLE_READ).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  if (words === "") return;
  const short = [...words].slice(0, TITLE_CODE_POINTS).join("");
  document.title = find("title").textContent = find("title").title = short;
  choose("title", short);
}
