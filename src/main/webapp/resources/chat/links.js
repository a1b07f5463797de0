/**
 * Links in what people write: only http and https, only as nodes.
 *
 * A host is ASCII here: a Korean particle written right after an address is no part of it, and no look-alike letter
 * makes a host look like another.
 */
const ADDRESS = /\bhttps?:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#][^\s<>"\p{Cc}\p{Cf}]*)?/giu;
const TRAILING = /[.,:;!?'"’”…。、)\]}]$/u;

/** Puts the text into the element, its addresses as links. */
export function writeText(element, text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const link = linkTo(address);
    if (link === null) continue;
    parts.push(text.slice(from, match.index), link);
    from = match.index + address.length;
  }
  parts.push(text.slice(from));
  element.replaceChildren(...parts.filter((part) => part !== ""));
}

function trimmed(address) {
  let end = address;
  while (TRAILING.test(end)) {
    if (end.endsWith(")") && count(end, "(") >= count(end, ")")) break;
    end = end.slice(0, -1);
  }
  return end;
}

const count = (text, letter) => text.split(letter).length - 1;

function linkTo(address) {
  const url = parsed(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.rel = "noopener noreferrer nofollow ugc";
  link.target = "_blank";
  link.textContent = address;
  return link;
}

function parsed(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
