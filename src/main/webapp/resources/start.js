import { frameMessage, readFrameMessage } from "./chat/frame-messages.js";

/**
 * The start page plays the blog: it has a theme of its own and tells the chat frame when that changes.
 */
const root = document.documentElement;
const frame = document.getElementById("chat");
const themes = document.getElementById("themes");
const dark = matchMedia("(prefers-color-scheme: dark)");

themes.hidden = false;
const here = new URL(".", location.href).href.replace(/\/$/, "");
for (const host of document.querySelectorAll(".host")) host.textContent = here;

themes.addEventListener("click", ({ target }) => {
  const theme = target.dataset.choose;
  if (theme === undefined) return;
  root.dataset.theme = theme;
  press();
  tellTheme();
});

dark.addEventListener("change", press);

addEventListener("message", ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== location.origin) return;
  if (readFrameMessage(data)?.type === "ready") tellTheme();
});

press();
tellTheme();

function tellTheme() {
  frame.contentWindow.postMessage(frameMessage("theme", { theme: root.dataset.theme }), location.origin);
}

function press() {
  const shown = root.dataset.theme === "auto" ? (dark.matches ? "dark" : "light") : root.dataset.theme;
  for (const button of themes.children) button.setAttribute("aria-pressed", String(button.dataset.choose === shown));
}
