import { stayAboveKeyboard } from "./keyboard.js";

/**
 * What the server rendered: the room's facts, and the elements the script brings to life.
 *
 * Everything comes from attributes of the page, so there is no inline script and nothing is asked twice.
 */
export const find = (id) => document.getElementById(id);

const { dataset } = find("room");

export const room = Object.freeze({
  postId: dataset.postId,
  base: dataset.base,
  head: Number(dataset.head) || 0,
  more: dataset.more === "true",
  behind: dataset.behind === "true",
  available: dataset.available === "true",
  parentOrigins: (dataset.parentOrigins ?? "").split(/\s+/).filter(Boolean),
  languages: (dataset.languages ?? "").split(" "),
  textLimit: Number(dataset.textLimit) || 2000,
  frameBytes: Number(dataset.frameBytes) || 8192,
  restAfterMs: Number(dataset.restAfter) || 300_000,
  nicknameMin: Number(dataset.nicknameMin) || 2,
  nicknameMax: Number(dataset.nicknameMax) || 15,
});

/** What only a page with a script needs, or only one without. */
export function takeOver() {
  find("expand").hidden = window.parent === window;
  for (const id of ["older-link", "newer"]) find(id)?.remove();
  stayAboveKeyboard();
}

/** Addresses are relative to `/room/{postId}`, so a context path or a proxy's prefix needs no setting. */
const here = new URL(`../`, location.href);
const postId = encodeURIComponent(room.postId);

export const addresses = Object.freeze({
  mine: new URL("api/mine", here),
  messages: new URL(`api/rooms/${postId}/messages`, here),
  socket: new URL(`socket/${postId}`, here.href.replace(/^http/, "ws")),
});
