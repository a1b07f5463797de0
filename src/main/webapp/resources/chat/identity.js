import { isAnimal } from "./animals.js";
import { forgetRooms } from "./mine.js";
import { nickname } from "./names.js";
import { room } from "./page.js";
import { Shelf } from "./storage.js";

const KEY = "realtime-chat.identity";
const VERSION = 1;
export const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Who this browser is in the chat: a secret id, and the nickname and animal it chose.
 *
 * Kept on the shelf under one key with a version. What is found there may be of another version, half written or
 * edited by hand: each part that is not usable is made anew, the others stay.
 */
export class Identity {
  #shelf = new Shelf("localStorage");
  anonymousId;
  nickname = null;
  avatar = null;
  /** Whether the name was taken over from another tab: a refusal is told where it was chosen. */
  borrowed = false;
  #accepted;

  constructor() {
    this.#adopt();
    this.#keep();
    this.#adopt();
    this.accepted(this);
  }

  /** Whether a nickname has been chosen: without one a browser reads, but does not speak. */
  get known() {
    return this.nickname !== null;
  }

  /** Whether the browser will remember. */
  get lasting() {
    return this.#shelf.lasting;
  }

  become(name, avatar) {
    this.nickname = name;
    this.avatar = avatar;
    this.borrowed = false;
    this.#keep();
  }

  /** The browser keeps nothing of this person any more, and this page and those in its other tabs are somebody new's. */
  forget() {
    forgetRooms();
    this.#shelf.remove(KEY);
    startAnew();
  }

  /** The server knows this browser under this name: it is the one to go back to. */
  accepted({ nickname, avatar }) {
    this.#accepted = { nickname, avatar };
  }

  /** The server refused the name: the one before is back, if there was one. @returns {object} what was refused */
  refused() {
    const { nickname, avatar } = this;
    if (nickname === this.#accepted.nickname) this.#accepted = { nickname: null, avatar: null };
    this.become(this.#accepted.nickname, this.#accepted.avatar);
    return { nickname, avatar };
  }

  /**
   * Calls back when another tab has chosen a new name or animal, or when two frames made an id each on a first visit
   * and this one gave way: then it is another person. Where another tab made the browser forget, this page starts anew;
   * so does one that lay in the browser's cache meanwhile, which no other tab reaches.
   *
   * @param {{changed: (what: {other: boolean, renamed: boolean}) => void, forgotten: () => void}} parts
   */
  follow({ changed, forgotten }) {
    const anew = () => {
      forgotten();
      startAnew();
    };
    const look = () => {
      const { anonymousId, nickname, avatar } = this;
      this.#adopt();
      const other = this.anonymousId !== anonymousId;
      const renamed = this.nickname !== nickname || this.avatar !== avatar;
      this.borrowed ||= renamed;
      if (other || renamed) changed({ other, renamed });
    };
    addEventListener("storage", (event) => {
      if (event.key !== KEY && event.key !== null) return; // null: the whole storage was emptied
      if (event.newValue === null) anew();
      else look();
    });
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      const there = idIn(this.#kept);
      if (this.#shelf.get(KEY) === null || (there !== null && there !== this.anonymousId)) anew();
      else look();
    });
  }

  #adopt() {
    const kept = this.#kept;
    this.anonymousId = idIn(kept) ?? this.anonymousId ?? uuid();
    if (typeof kept.nickname !== "string" || !isAnimal(kept.avatar)) return;
    const { name, fault } = nickname(kept.nickname, room);
    if (fault !== null) return;
    this.nickname = name;
    this.avatar = kept.avatar;
  }

  /** An id that another frame has put there meanwhile stays: the last one written is everybody's. */
  #keep() {
    const { nickname, avatar } = this;
    this.#shelf.write(KEY, { v: VERSION, anonymousId: idIn(this.#kept) ?? this.anonymousId, nickname, avatar });
  }

  get #kept() {
    const found = this.#shelf.read(KEY);
    return found?.v === VERSION ? found : {};
  }
}

/** Nothing of the reader stays in this tab: the page that is loaded next knows nobody. */
function startAnew() {
  try {
    sessionStorage.clear();
  } catch {
    // what was never kept is not there
  }
  location.reload();
}

const idIn = ({ anonymousId }) => (UUID_V4.test(anonymousId) ? anonymousId : null);

/** A random UUID, version 4; `crypto.randomUUID` is missing where the page is not served over https. */
export function uuid() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
