import { find } from "./page.js";

/**
 * The words the script shows, as the server put them into the page: they have one home for pages and scripts, its
 * resource bundles.
 */
export const language = document.documentElement.lang;

const entries = [...find("words").content.querySelectorAll("data")];
const texts = new Map(entries.map((entry) => [entry.value, entry.textContent]));
const forms = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/** The words under `key` with its {0}, {1} … filled in, or undefined where the key has none. */
export function words(key, ...values) {
  return texts.get(key)?.replace(/\{(\d)\}/g, (_, place) => written(values[place]));
}

/** The words under `key` in the form that the language has for `count`, which is {0}. */
export function counted(key, count) {
  return words(`${key}.${forms.select(count)}`, count);
}

const written = (value) => (typeof value === "number" ? numbers.format(value) : value);
