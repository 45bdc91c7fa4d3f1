// Numbers as people type them: the same rules as almacontact/numbers.py, for what a page says while one types. A table
// of cases holds both (tests/data/numbers.json); the server reads again what is sent.

import { grouped } from "./digits.js";

const MOST_DIGITS = 18;
const LONGEST = 100;
const UNSEEN = /[\u200b\u200e\u200f\ufeff]/gu;
const SPACE = /[\t\n\r\v\f\p{Zs}]+/gu;
const SAME = {
  "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "’": "'", "´": "'", "`": "'", "ʼ": "'",
  "．": ".", "，": ",", "％": "%", "＄": "$", "٫": ",", "٬": ".",
};
const SIGN = "([+-]?)";
const BODY = "([0-9.,'][0-9.,' ]*)";
// Zeros that the words of a scale stand for; all others for six.
const FACTORS = { "mil millones": 9, mil: 3, miles: 3, k: 3 };
const MONEY = new RegExp(
  `^${SIGN} ?(?:(?:cop|col)? ?\\$|cop|col)? ?${SIGN} ?${BODY}(mil millones|mill(?:ones|[oó]n)?\\.?|mm?|miles|mil|k)? ?` +
    "(?:(?:de )?pesos?|cop)? ?(?:m/?cte\\.?)?$",
);
const PER_CENT = new RegExp(`^${SIGN}() ?${BODY}()%?$`);
const PLAIN = new RegExp(`^${SIGN}() ?${BODY}()$`);
const SPACED = /^[1-9]\d{0,2}(?:(?: \d{3})+(?:[.,]\d+)?|(?:'\d{3})+(?:[.,]\d{1,2})?)$/;
const BY_THOUSANDS = new Set(["count", "money"]);
const DOUBLE = /^[1-9]\d{0,2},\d{3}$/;

// The digits of every script stand in runs of ten.
const ascii = (char) => {
  if (!/\p{Nd}/u.test(char)) return SAME[char] ?? char;
  let first = char.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((char.codePointAt(0) - first) % 10);
};
const plain = (text) =>
  [...text.replace(UNSEEN, "").replace(SPACE, " ")].map(ascii).join("").toLowerCase().replace(/^ +| +$/g, "");

const reading = (body, group, point) => {
  const at = body.indexOf(point);
  const whole = at < 0 ? body : body.slice(0, at);
  const rest = at < 0 ? "" : body.slice(at + 1);
  if (at >= 0 && !/^\d+$/.test(rest)) return null;
  if (group && whole.includes(group)) {
    if (!new RegExp(`^[1-9]\\d{0,2}(?:\\${group}\\d{3})+$`).test(whole)) return null;
    return { whole: whole.replaceAll(group, ""), rest };
  }
  if (/^\d+$/.test(whole)) return { whole, rest };
  return at === 0 ? { whole: "0", rest } : null;
};
const fits = (one, decimals) =>
  one !== null &&
  one.rest.length <= (decimals > 2 ? decimals + 1 : 2) &&
  one.rest.replace(/0+$/, "").length <= decimals;

const value = ({ whole, rest }, shift, negative) => {
  if (whole.replace(/^0+/, "").length > MOST_DIGITS) return null;
  const digits = whole + rest.padEnd(shift, "0").slice(0, shift);
  const before = digits.replace(/^0+(?=\d)/, "");
  if (before.length > MOST_DIGITS) return null;
  const after = rest.slice(shift).replace(/0+$/, "");
  const number = after ? `${before}.${after}` : before;
  return negative && number !== "0" ? `-${number}` : number;
};

// { value: "1234.5" }, or { problem } with the code of numbers.Misread, and `readings` where it is a doubt.
export const read = (text, kind, decimals = 0) => {
  let words = plain(text);
  const inside = kind === "money" && words.startsWith("(") && words.endsWith(")");
  if (inside) words = words.slice(1, -1).replace(/^ +| +$/g, "");
  const pattern = { money: MONEY, percent: PER_CENT }[kind] || PLAIN;
  const found = pattern.exec(words);
  if ([...text].length > LONGEST || !found || Boolean(found[1]) + Boolean(found[2]) + inside > 1) {
    return { problem: "unreadable" };
  }
  const negative = inside || found[1] === "-" || found[2] === "-";
  const shift = found[4] ? FACTORS[found[4]] || 6 : 0;
  let body = found[3].replace(/ +$/, "");
  if (/.[.,]$/.test(body)) body = body.slice(0, -1);
  if (SPACED.test(body)) body = body.replace(/[ ']/g, "").replace(".", ",");
  body = body.replaceAll("'", ".");
  const local = kind === "percent" ? reading(body.replaceAll(".", ","), "", ",") : reading(body, ".", ",");
  const foreign = kind === "percent" ? null : reading(body, ",", ".");
  const room = decimals + shift;
  let chosen = fits(local, room) ? local : null;
  if (fits(foreign, room)) {
    if ((chosen ? shift > 0 || BY_THOUSANDS.has(kind) : room > 0) && DOUBLE.test(body)) {
      return { problem: "doubt", readings: [local, foreign].map((one) => value(one, shift, negative)) };
    }
    chosen = chosen || foreign;
  }
  if (!chosen) return { problem: local || foreign ? (decimals ? "decimals" : "whole") : "unreadable" };
  const number = value(chosen, shift, negative);
  return number === null ? { problem: "large" } : { value: number };
};

// As a box shows it, and with the sign of its kind.
export const written = (number, kind, plainly = false) => {
  const [whole, rest] = number.replace("-", "").split(".");
  const shown = kind === "percent" || plainly ? whole : grouped(whole);
  const doubtful = rest?.length === 3 && BY_THOUSANDS.has(kind) && whole !== "0" && whole.length < 4;
  const after = doubtful ? `${rest}0` : rest;
  return `${number.startsWith("-") ? "-" : ""}${shown}${after ? `,${after}` : ""}`;
};
export const inWords = (number, kind, plainly = false) => {
  const shown = written(number, kind, plainly);
  if (kind === "percent") return `${shown} %`;
  if (kind === "money") return shown.startsWith("-") ? `-$ ${shown.slice(1)}` : `$ ${shown}`;
  return shown;
};
// What a number box holds, as a string of digits; null where that is no number.
export const numberIn = (box) => read(box.value, box.dataset.number, Number(box.dataset.decimals || 0)).value ?? null;
