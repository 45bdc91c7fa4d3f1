// The Matriz, how a cell is drawn: its value, and the state of its edit by an icon with a word. Everything is written
// as text, never as HTML.

import { box, mayChoose } from "./choosing.js";
import { columns, config, isNumeric } from "./config.js";
import { element, icon } from "./elements.js";
import { locked } from "./rights.js";
import * as store from "./store.js";
import * as values from "./values.js";
import { word } from "./words.js";

export const STATES = {
  waiting: "hourglass-split",
  saving: "arrow-repeat",
  offline: "cloud-slash",
  refused: "x-circle-fill",
  conflict: "people-fill",
  saved: "check2",
};

const stateOf = (code, field) => {
  const edit = store.editOf(code, field);
  if (edit) return edit.state;
  return store.isFresh(code, field) ? "saved" : "";
};

const clientContent = (row) => {
  const holder = element("span", "grid-client");
  if (mayChoose) holder.append(box(row));
  const link = element("a", "grid-link", row.client);
  link.href = config.urls.page.replace("CODE", encodeURIComponent(row.code));
  link.tabIndex = -1;
  link.title = `${row.client} · ${word("open_page", { code: row.code })}`;
  holder.append(link);
  if (!row.editable) {
    const lock = icon("lock");
    lock.title = word("read_only_row", { owner: row.owner });
    holder.append(lock, element("span", "visually-hidden", word("read_only")));
  }
  return holder;
};

const valueContent = (row, field, column) => {
  const raw = store.value(row.code, field);
  const pending = store.editOf(row.code, field);
  if (column.kind === "stage") {
    const status = pending ? raw : row.status;
    const label = config.statuses[status];
    return label ? element("span", `tag tag-${status}`, label) : element("span", "", raw);
  }
  const words = values.shown(field, raw);
  if (column.kind !== "due" || row.status !== row.stage) return element("span", "", words);
  const urgency = values.urgency(row.next_step_on);
  const how = config.urgencies[urgency];
  const holder = element("span", `grid-due is-${how.tone}`);
  const mark = icon(how.icon);
  holder.append(mark, element("span", "", words || "–"), element("span", "visually-hidden", how.label));
  holder.title = how.label;
  return holder;
};

export const describe = (row, field) => {
  const edit = store.editOf(row.code, field);
  if (!edit) return "";
  if (edit.state === "conflict") return `${word("conflict")}: ${values.shown(field, edit.theirs) || word("empty")}`;
  return edit.state === "refused" ? `${word("refused")}: ${edit.message}` : word(edit.state);
};

// Draw the cell of `row` in `field` into its element.
export const paint = (into, row, field) => {
  const column = columns.get(field);
  const state = stateOf(row.code, field);
  into.classList.toggle("grid-number", isNumeric(column));
  into.classList.toggle("grid-locked", field !== "client" && Boolean(locked(row, field)));
  for (const name of Object.keys(STATES)) into.classList.toggle(`grid-${name}`, name === state);
  into.dataset.state = state;
  if (field === "client") {
    into.replaceChildren(clientContent(row));
    return;
  }
  const content = valueContent(row, field, column);
  content.classList.add("grid-value");
  into.replaceChildren(content);
  if (state) {
    const words = describe(row, field) || word(state);
    const mark = icon(STATES[state]);
    mark.classList.add("grid-mark");
    into.append(mark, element("span", "visually-hidden", words));
    into.title = words;
  } else if (column.kind === "text") into.title = store.value(row.code, field);
  else into.removeAttribute("title");
};
