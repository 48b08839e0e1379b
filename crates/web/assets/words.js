// The interface's words, in the language of the browser.

import en from "./words/en.js";
import fr from "./words/fr.js";

const packs = { en, fr };

/** `fr` or `en`: the first of the browser's languages that is there. */
export const language = (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in packs) ?? "en";

const words = packs[language];

/** The words for a key; `{name}` in them is replaced. Without a key there is nothing. */
export function t(key, values = {}) {
  const found = words[key];
  if (found === undefined) return undefined;
  const text = typeof found === "function" ? found(values) : found;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** What an error means and what to do, by its code. */
export function explained(error) {
  const seconds = error.retryAfter ?? error.details?.retryAfter;
  const detail = error.details?.field && t(`field.${error.details.field}`);
  const key = seconds && t(`error.${error.code}.wait`) ? `error.${error.code}.wait` : `error.${error.code}`;
  const told = t(key, { wait: seconds ? duration(seconds) : "", field: detail ?? error.details?.field ?? "" });
  // What has no translation is shown as the server says it only where that is the reader's language.
  return told ?? (language === "en" && error.message ? error.message : t("error.unknown"));
}

/** `1 min 20 s`. */
export function duration(seconds) {
  const all = Math.ceil(seconds);
  if (all >= 5400) return t("hours", { n: Math.round(all / 3600) });
  if (all >= 120) return t("minutes", { n: Math.round(all / 60) });
  return t("seconds", { n: all });
}

const lists = new Intl.ListFormat(language, { type: "conjunction" });

/** Several in a row: `one, two and three`. */
export function listed(names) {
  return lists.format(names);
}

const dates = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const times = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });

/** A moment, the shorter the nearer. */
export function moment(stamp) {
  const then = new Date(stamp);
  return then.toDateString() === new Date().toDateString() ? times.format(then) : dates.format(then);
}

/** A moment with day and time. */
export function exactly(stamp) {
  return `${dates.format(new Date(stamp))}, ${times.format(new Date(stamp))}`;
}

/** A price as its reader writes it. */
export function price(amount, currency) {
  if (amount === null || amount === undefined) return "";
  return new Intl.NumberFormat(language, currency ? { style: "currency", currency } : {}).format(amount);
}

/** A score of the wire (`9.3`, `7.8/10`) as its reader writes it. */
export function score(text) {
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? text : new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(number);
}
