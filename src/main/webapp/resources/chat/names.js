/**
 * Which nicknames are possible. The server decides; this is the same rule, so that a reader is told while typing.
 */
const INVISIBLE =
  /[\p{C}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2800\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]/gu;
/* To Unicode the ASCII digits, # and * are emoji, as the first half of keycaps. */
const POSSIBLE = /^(?:(?![#*])[\p{L}\p{N}\p{M}\p{Emoji} ._-])*$/u;
const VISIBLE = /(?![#*])[\p{L}\p{Nd}\p{Emoji}]/u;

/**
 * @returns {{name: string, fault: null | "short" | "long" | "letters"}} the name as it would be kept, and what keeps
 *     it from being one
 */
export function nickname(typed, { nicknameMin, nicknameMax }) {
  const name = typed.normalize("NFC").replace(/\s+/gu, " ").replace(INVISIBLE, "").replace(/ +/g, " ").trim();
  const length = [...name].length;
  if (!POSSIBLE.test(name)) return { name, fault: "letters" };
  if (length > nicknameMax) return { name, fault: "long" };
  if (length < nicknameMin) return { name, fault: "short" };
  return { name, fault: VISIBLE.test(name) ? null : "letters" };
}
