/**
 * The messages between a page and the chat frame in it, version 1; every one is an object
 * `{channel: "realtime-chat", v: 1, type, …}`. One of another version or type is ignored.
 *
 * Page to frame: `theme` {theme: "light" | "dark" | "auto"}, `title` {title}, `language` {language},
 * `accent` {accent: a hexadecimal colour, or "" for none}, `focus` {}, `destroy` {}: the reader leaves the room.
 * Frame to page: `ready` {postId, title}, `theme` {theme} once it is applied, `unread` {count}: what others said that
 * nobody can have seen here, `participants` {count}.
 */
const CHANNEL = "realtime-chat";
const VERSION = 1;

export const THEMES = new Set(["light", "dark", "auto"]);

export const frameMessage = (type, fields = {}) => ({ channel: CHANNEL, v: VERSION, type, ...fields });

/** The message in what arrived, or null where it is none of this version. */
export function readFrameMessage(data) {
  if (typeof data !== "object" || data === null) return null;
  return data.channel === CHANNEL && data.v === VERSION && typeof data.type === "string" ? data : null;
}
