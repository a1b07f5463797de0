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

/**
 * Takes something out of the list. Where it held the focus that goes to the list, or the next key would begin at the
 * top of the page.
 */
export function takeAway(element) {
  const held = element.contains(document.activeElement);
  element.remove();
  if (held) find("log").focus({ preventScroll: true });
}

/**
 * Writes what the embedder chose into the address, where a reload finds it, and into the one of the room by itself.
 * An empty value is the room's own choice.
 */
export function choose(name, value) {
  const whole = find("expand");
  for (const at of [location, whole]) {
    const address = new URL(at.href);
    if (value === "") address.searchParams.delete(name);
    else address.searchParams.set(name, value);
    if (at === whole) whole.href = address;
    else if (address.href !== location.href) history.replaceState(history.state, "", address);
  }
}

/** Addresses are relative to `/room/{postId}`, so a context path or a proxy's prefix needs no setting. */
const here = new URL(`../`, location.href);
const postId = encodeURIComponent(room.postId);

export const addresses = Object.freeze({
  mine: new URL("api/mine", here),
  messages: new URL(`api/rooms/${postId}/messages`, here),
  socket: new URL(`socket/${postId}`, here.href.replace(/^http/, "ws")),
});
