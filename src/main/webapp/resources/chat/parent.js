import { frameMessage, readFrameMessage, THEMES } from "./frame-messages.js";
import { room } from "./page.js";

/**
 * The page around the frame. Only the window that is really the parent is heard, only from an origin on the server's
 * list, and it is answered by name, never by `*`.
 */
const root = document.documentElement;
const trusted = new Set([...room.parentOrigins, location.origin]);

export function listenToParent() {
  if (window.parent === window) return;
  addEventListener("message", (event) => {
    if (event.source !== window.parent || !trusted.has(event.origin)) return;
    const message = readFrameMessage(event.data);
    if (message?.type === "theme" && THEMES.has(message.theme)) applyTheme(message.theme, event.origin);
  });
  const origin = parentOrigin();
  if (origin !== null) tell(origin, "ready");
}

/** The embedding origin, as far as the frame can know it before it is spoken to. */
function parentOrigin() {
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

function applyTheme(theme, origin) {
  root.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]').content = theme === "auto" ? "light dark" : theme;
  tell(origin, "theme", { theme });
}

function tell(origin, type, fields) {
  window.parent.postMessage(frameMessage(type, fields), origin);
}
