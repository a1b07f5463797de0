import { room } from "./page.js";

const root = document.documentElement;

/**
 * Lets the room speak another language. Every word is the server's, so the page is loaded anew, looking as it looks
 * now (that is in its address); what the reader was writing, and what is not sent yet, comes back with it.
 *
 * @returns {boolean} whether the room knows the language, `ko`, `en` or `ja`
 */
export function speak(language) {
  if (!room.languages.includes(language)) return false;
  if (language === root.lang) return true;
  const address = new URL(location.href);
  address.searchParams.set("lang", language);
  location.replace(address);
  return true;
}
