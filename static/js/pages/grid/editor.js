// The Matriz, the editor: one field that lies over the active cell. Opened by typing it starts empty and arrows save
// and move on, as in a spreadsheet; opened by Enter, F2, a double click or a second tap it holds the value and arrows
// move the caret. Columns with a list offer what fits what is typed.

import { fold } from "../../shared/folding.js";
import { emit } from "./bus.js";
import { columns, config, isNumeric } from "./config.js";
import { element } from "./elements.js";
import { locked } from "./rights.js";
import * as selection from "./selection.js";
import * as store from "./store.js";
import * as undo from "./undo.js";
import { typed } from "./values.js";
import { cellElement, holder, place } from "./view.js";
import { tell, word } from "./words.js";

let open = null;
let ids = 0;

export const isOpen = () => Boolean(open);

const choices = (field) => {
  if (field === "stage") return config.stages;
  return (config.options[field] || []).map((name) => ({ value: name, label: name }));
};
const listed = (field) => field === "stage" || field in config.options;

// Open the editor on the active cell. Returns false where it is locked, and says why.
export const start = (mode) => {
  const { code, field } = selection.here();
  const row = store.rows.get(code);
  if (!row || open) return false;
  const why = locked(row, field);
  if (why) {
    tell(why, "warn");
    return false;
  }
  const spot = place(selection.range.anchor);
  const multiline = columns.get(field).kind === "text";
  const input = element(multiline ? "textarea" : "input", "grid-editor form-control");
  if (multiline) input.rows = 1;
  else input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = multiline;
  if (isNumeric(columns.get(field))) input.inputMode = "decimal";
  input.setAttribute("aria-label", `${columns.get(field).title}, ${row.client}`);
  const before = store.value(code, field);
  input.value = mode === "type" ? "" : typed(field, before);
  Object.assign(input.style, {
    top: `${spot.top}px`,
    left: `${spot.left}px`,
    width: `${Math.max(spot.width, multiline ? 200 : 0)}px`,
    minHeight: `${spot.height}px`,
  });
  open = { code, field, input, mode, before, start: input.value, list: null, chosen: -1, moved: false };
  selection.setEditing(true);
  const active = cellElement(code, field);
  if (active) active.tabIndex = -1;
  // For assistive technology the editor is a cell of the grid.
  const line = element("div", "grid-editing");
  const inner = element("div");
  line.setAttribute("role", "row");
  inner.setAttribute("role", "gridcell");
  inner.append(input);
  line.append(inner);
  open.line = line;
  holder.append(line);
  if (listed(field)) offer();
  input.addEventListener("keydown", keys);
  input.addEventListener("input", follow);
  input.addEventListener("blur", () => open && open.input === input && commit());
  input.focus({ preventScroll: true });
  // In a list the first letter typed starts a search.
  if (listed(field)) input.select();
  else input.setSelectionRange(input.value.length, input.value.length);
  grow();
  return true;
};

const grow = () => {
  const { input } = open;
  if (input.tagName !== "TEXTAREA") return;
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight + 2, 160)}px`;
};
const follow = () => {
  open.moved = false;
  grow();
  if (open.list) fill();
};

// --- Lists ---------------------------------------------------------------------------------------------------
const offer = () => {
  ids += 1;
  const list = element("ul", "grid-list");
  list.id = `grid-list-${ids}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", columns.get(open.field).title);
  open.list = list;
  open.input.setAttribute("role", "combobox");
  open.input.setAttribute("aria-autocomplete", "list");
  open.input.setAttribute("aria-expanded", "true");
  open.input.setAttribute("aria-controls", list.id);
  document.getElementById("content").append(list);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (!item) return;
    choose(Number(item.dataset.at), true);
    commit();
    selection.focus();
  });
  fill();
  const box = open.input.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - 8;
  const up = below < 180 && box.top > below;
  list.style.left = `${Math.min(box.left, window.innerWidth - 248)}px`;
  list.style.minWidth = `${box.width}px`;
  list.style.maxHeight = `${Math.min(320, up ? box.top - 16 : below)}px`;
  if (up) list.style.bottom = `${window.innerHeight - box.top + 4}px`;
  else list.style.top = `${box.bottom + 4}px`;
};
const fill = () => {
  const wanted = fold(open.input.value);
  const all = choices(open.field);
  const untouched = open.input.value === open.start && open.mode === "edit";
  const starts = all.filter((one) => fold(one.label).startsWith(wanted));
  const holds = all.filter((one) => !starts.includes(one) && fold(one.label).includes(wanted));
  open.offers = untouched ? all : [...starts, ...holds];
  open.list.replaceChildren(
    ...open.offers.map((one, at) => {
      const item = element("li", "grid-option", one.label);
      item.setAttribute("role", "option");
      item.id = `${open.list.id}-${at}`;
      item.dataset.at = String(at);
      return item;
    })
  );
  if (!open.offers.length) {
    const none = element("li", "grid-option grid-option-none", word("list_none"));
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    open.list.append(none);
  }
  const present = open.offers.findIndex((one) => one.value === open.before || one.label === open.before);
  choose(untouched ? present : wanted && open.offers.length ? 0 : -1, false);
};
const choose = (at, moved) => {
  open.chosen = at;
  open.moved = open.moved || moved;
  open.list.querySelectorAll("[role=option]").forEach((item, index) => {
    item.setAttribute("aria-selected", String(index === at));
    if (index === at) item.scrollIntoView({ block: "nearest" });
  });
  if (at >= 0) open.input.setAttribute("aria-activedescendant", `${open.list.id}-${at}`);
  else open.input.removeAttribute("aria-activedescendant");
};

// --- Saving or not -------------------------------------------------------------------------------------------
const result = () => {
  const text = open.input.value;
  if (!open.moved && text === open.start && open.mode === "edit") return open.before;
  if (!open.list || open.chosen < 0) return text.trim();
  return open.offers[open.chosen].value;
};
const close = () => {
  const was = open;
  open = null;
  selection.setEditing(false);
  if (was.list) was.list.remove();
  was.line.remove();
  return was;
};
export const commit = (everywhere = false) => {
  if (!open) return;
  const text = result();
  const { code, field } = close();
  if (everywhere) emit("write-chosen", { text });
  else undo.write([{ code, field, text }]);
};
const cancel = () => {
  close();
  selection.focus();
};

const keys = (event) => {
  if (event.isComposing) return;
  event.stopPropagation();
  const { anchor } = selection.range;
  const away = (down, across, way) => {
    event.preventDefault();
    commit();
    if (way) selection.tab(way);
    else selection.go(anchor.row + down, anchor.column + across);
  };
  const last = open.list ? open.offers.length - 1 : 0;
  switch (event.key) {
    case "Enter":
      if (event.altKey && open.input.tagName === "TEXTAREA") {
        event.preventDefault();
        open.input.setRangeText("\n", open.input.selectionStart, open.input.selectionEnd, "end");
        grow();
      } else if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        commit(true);
        selection.focus();
      } else away(event.shiftKey ? -1 : 1, 0);
      break;
    case "Tab":
      away(0, 0, event.shiftKey ? -1 : 1);
      break;
    case "Escape":
      event.preventDefault();
      cancel();
      break;
    case "F2":
      event.preventDefault();
      open.mode = open.mode === "type" ? "edit" : "type";
      break;
    case "ArrowDown":
    case "ArrowUp": {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (open.list && open.offers.length) {
        event.preventDefault();
        choose((open.chosen + step + last + 1) % (last + 1), true);
      } else if (open.mode === "type") away(step, 0);
      break;
    }
    case "ArrowLeft":
    case "ArrowRight":
      if (open.mode === "type" && !open.list) away(0, event.key === "ArrowLeft" ? -1 : 1);
      break;
    default:
  }
};
