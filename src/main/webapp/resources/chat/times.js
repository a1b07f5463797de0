import { language } from "./strings.js";

/**
 * Times and days as this reader's clock and language put them.
 */
const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(language, { dateStyle: "full" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" });

export const timeLabel = (date) => clock.format(date);
export const dayLabel = (date) => calendar.format(date);
export const exactLabel = (date) => exact.format(date);

/** The local day, as `2026-11-22`. */
export function dayOf(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
