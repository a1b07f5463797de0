import { accent } from "./accent.js";
import { room } from "./page.js";

const root = document.documentElement;

/**
 * Lets the room speak another language. Every word is the server's, so the page is loaded anew, looking as it looks
 * now; what the reader was writing, and what is not sent yet, comes back with it.
 *
 * @returns {boolean} whether the room knows the language, `ko`, `en` or `ja`
 */
export function speak(language) {
  if (!room.languages.includes(language)) return false;
  if (language === root.lang) return true;
  const address = new URL(location.href);
  const { searchParams } = address;
  searchParams.set("lang", language);
  searchParams.set("theme", root.dataset.theme);
  if (accent() === "") searchParams.delete("accent");
  else searchParams.set("accent", accent());
  location.replace(address);
  return true;
}
