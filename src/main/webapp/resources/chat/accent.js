import { choose, room } from "./page.js";

const LONGEST = "#rrggbb".length;

/**
 * Gives the room the embedder's own colour, six or three hexadecimal digits with or without `#`; an empty one takes it
 * away. The server makes the style sheet, and sees to it that all is legible in it.
 *
 * @returns {Promise<boolean>} whether the colour is one, and the page shows it now
 */
export function applyAccent(colour) {
  const hex = String(colour).slice(0, LONGEST + 1).replace(/^#/, "").toLowerCase();
  const before = document.querySelectorAll("link[data-accent]");
  const gone = () => {
    before.forEach((link) => link.remove());
    choose("accent", hex);
  };
  if (hex === "") return Promise.resolve(true).finally(gone);
  if (!/^(?:[0-9a-f]{3}){1,2}$/.test(hex)) return Promise.resolve(false);
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${room.base}/accent/${hex}.css` });
  link.dataset.accent = "";
  return new Promise((settle) => {
    link.addEventListener("load", () => settle(true, gone()));
    link.addEventListener("error", () => settle(false, link.remove()));
    document.head.append(link);
  });
}
