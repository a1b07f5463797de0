import { room } from "./page.js";
import { Shelf } from "./storage.js";

const KEY = "realtime-chat.mine";
const MAX_ROOMS = 50;

/**
 * The reader's public name tag in this room, by which their own messages are known.
 *
 * The server tells it with its welcome. For the rooms they spoke in it is remembered, so that on return their lines
 * stand on the right from the first moment and do not change sides when the socket opens.
 */
export class Mine {
  author;
  #shelf = new Shelf("localStorage");

  constructor() {
    const author = this.#rooms().find(([postId]) => postId === room.postId)?.[1];
    this.author = typeof author === "string" ? author : "";
  }

  /** Remembers the room as one the reader spoke in. */
  speaks() {
    if (this.author === "") return;
    const others = this.#rooms().filter(([postId]) => postId !== room.postId);
    this.#shelf.write(KEY, [[room.postId, this.author], ...others].slice(0, MAX_ROOMS));
  }

  #rooms() {
    const kept = this.#shelf.read(KEY);
    return Array.isArray(kept) ? kept.filter(Array.isArray) : [];
  }
}

/** The browser does not know any more in which rooms this reader spoke. */
export function forgetRooms() {
  new Shelf("localStorage").remove(KEY);
}
