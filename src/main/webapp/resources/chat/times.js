import { language } from "./words.js";

/**
 * Times and days as this reader's clock and the page's language put them. Of the forms a language has in different
 * countries it is the reader's, where the browser tells.
 */
const locale = navigator.languages.find((each) => each.split("-")[0] === language) ?? language;
const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });

export const timeLabel = (date) => clock.format(date);
export const dayLabel = (date) => calendar.format(date);
export const momentLabel = (date) => moment.format(date);
export const exactLabel = (date) => exact.format(date);

/** The local day, as `2026-11-22`. */
export function dayOf(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
