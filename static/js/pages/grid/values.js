// The Matriz, how values look: on screen, in the editor, on the clipboard. The server reads what people type; here only
// what it has sent is written: digits, dates as 2027-03-15 or 2027-03 (known to the month), stages by their code.

import { grouped } from "../../shared/digits.js";
import { columns, config } from "./config.js";

const isNumber = (value) => /^-?\d+$/.test(String(value));
export const money = (value) => `$ ${grouped(Math.round(value))}`;
export const moneyShort = (value) => {
  if (Math.abs(value) < 1e6) return money(value);
  const tenths = Math.round(value / 1e5);
  if (tenths < 1000 && tenths % 10) return `$ ${Math.floor(tenths / 10)},${tenths % 10} M`;
  return `$ ${grouped(Math.round(tenths / 10))} M`;
};

const DAY = /^(\d{4})-(\d\d)(?:-(\d\d))?$/;
export const date = (value) => {
  const found = DAY.exec(value);
  if (!found) return value;
  const month = `${config.months[Number(found[2]) - 1]} ${found[1]}`;
  return found[3] ? `${Number(found[3])} ${month}` : month;
};
// The last day that a date may mean, for comparing.
export const lastDay = (value) => (DAY.exec(value) && value.length === 7 ? `${value}-31` : value);

export const shown = (field, value) => {
  const text = String(value ?? "");
  if (text === "") return "";
  switch (columns.get(field).kind) {
    case "number":
      return isNumber(text) ? grouped(text) : text;
    case "money":
      return isNumber(text) ? money(Number(text)) : text;
    case "percent":
      return isNumber(text) ? `${text} %` : text;
    case "date":
    case "due":
      return date(text);
    case "stage":
      return config.statuses[text] || text;
    default:
      return text;
  }
};

// What the editor starts with: as a person would write it.
export const typed = (field, value) => {
  const text = String(value ?? "");
  switch (columns.get(field).kind) {
    case "number":
    case "money":
      return isNumber(text) ? grouped(text) : text;
    case "date":
    case "due": {
      const found = DAY.exec(text);
      if (!found) return text;
      return found[3] ? `${found[3]}/${found[2]}/${found[1]}` : date(text);
    }
    case "stage":
      return config.statuses[text] || text;
    default:
      return text;
  }
};

// What goes to the clipboard: plain digits and ISO dates, which every spreadsheet reads in any language.
export const plain = (field, value) => {
  const kind = columns.get(field).kind;
  if (kind === "stage") return config.statuses[value] || String(value);
  if (kind === "percent") return isNumber(value) ? `${value}%` : String(value);
  return String(value ?? "");
};

export const urgency = (value) => {
  if (!value) return "none";
  const day = lastDay(value);
  if (day === config.today) return "today";
  return day < config.today ? "overdue" : "later";
};
