// The Matriz, the selection: a rectangle from an anchor to a head, marked on the cells in sight; the anchor is the
// active cell and has the focus (a roving tabindex), or the grid itself while that cell is scrolled away.

import { emit } from "./bus.js";
import { locked } from "./rights.js";
import * as store from "./store.js";
import { ROW, cellElement, holder, host, place, tabulator, view } from "./view.js";

export const range = { anchor: { row: 0, column: 1 }, head: { row: 0, column: 1 } };
let marked = [];
let focusWanted = false; // the active cell is to have the focus as soon as it is drawn
let inside = false; // the grid has the keyboard, though a cell that was scrolled away took the focus with it
let editing = false; // a cell is being edited, and its editor has the focus

export const here = () => ({ code: view.codes[range.anchor.row], field: view.fields[range.anchor.column] });
export const bounds = () => ({
  top: Math.min(range.anchor.row, range.head.row),
  bottom: Math.max(range.anchor.row, range.head.row),
  left: Math.min(range.anchor.column, range.head.column),
  right: Math.max(range.anchor.column, range.head.column),
});

export const mark = () => {
  if (!holder) return;
  marked.forEach((made) => {
    made.classList.remove("grid-chosen", "grid-active");
    made.removeAttribute("aria-selected");
    if (made.tabIndex === 0) made.tabIndex = -1;
  });
  marked = [];
  const box = bounds();
  const many = box.top !== box.bottom || box.left !== box.right;
  holder.querySelectorAll(".tabulator-row").forEach((made) => {
    const at = view.index.get(made.dataset.code);
    if (at === undefined) return;
    made.setAttribute("aria-rowindex", String(at + 2));
    made.classList.toggle("grid-row-active", at === range.anchor.row);
    if (at < box.top || at > box.bottom) return;
    for (const cell of made.children) {
      const column = view.at.get(cell.getAttribute("tabulator-field"));
      if (column === undefined || column < box.left || column > box.right) continue;
      cell.classList.toggle("grid-chosen", many);
      cell.setAttribute("aria-selected", "true");
      marked.push(cell);
    }
  });
  const { code, field } = here();
  const active = cellElement(code, field);
  if (active) {
    active.classList.add("grid-active");
    active.setAttribute("aria-colindex", String(range.anchor.column + 1));
    if (locked(store.rows.get(code), field)) active.setAttribute("aria-readonly", "true");
    if (editing) return;
    active.tabIndex = 0;
    if (focusWanted || document.activeElement === host || lost()) active.focus({ preventScroll: true });
    if (focusWanted && document.activeElement === active) focusWanted = false;
  } else if (focusWanted || lost()) {
    host.focus({ preventScroll: true });
  }
};

export const lost = () => inside && document.activeElement === document.body;
host.addEventListener("focusin", () => {
  inside = true;
});
host.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !host.contains(event.relatedTarget)) inside = false;
});
document.addEventListener("pointerdown", (event) => {
  if (!host.contains(event.target)) inside = false;
});

let planned = false;
export const planMark = () => {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    mark();
  });
};

const clamp = (value, most) => Math.max(0, Math.min(value, most));
// Move the active cell; `extend` moves only the other corner of the selection.
export const go = (row, column, extend = false, focus = true) => {
  if (!view.codes.length) return;
  const to = { row: clamp(row, view.codes.length - 1), column: clamp(column, view.fields.length - 1) };
  if (!extend) range.anchor = to;
  range.head = { ...to };
  focusWanted = focus && !extend;
  reveal(to);
  mark();
  if (focusWanted) host.focus({ preventScroll: true });
  emit("active");
};
export const goTo = (code, field) => {
  const row = view.index.get(code);
  if (row === undefined) return false;
  go(row, view.at.get(field) ?? 0);
  return true;
};
export const select = (top, left, bottom, right) => {
  range.anchor = { row: top, column: left };
  range.head = { row: clamp(bottom, view.codes.length - 1), column: clamp(right, view.fields.length - 1) };
  mark();
  emit("active");
};

// Tab walks the cells of a row, then those of the next one.
export const tab = (way) => {
  const { anchor } = range;
  let { row, column } = anchor;
  column += way;
  if (column >= view.fields.length && row < view.codes.length - 1) {
    row += 1;
    column = 1;
  } else if (column < 0 && row > 0) {
    row -= 1;
    column = view.fields.length - 1;
  }
  go(row, column);
};

const frozenWidth = () => tabulator.getColumn("client").getElement().offsetWidth;
const reveal = (to) => {
  const spot = place(to);
  if (spot.top < holder.scrollTop) holder.scrollTop = spot.top;
  else holder.scrollTop = Math.max(holder.scrollTop, spot.top + ROW - holder.clientHeight);
  if (view.fields[to.column] === "client") return;
  const left = holder.scrollLeft + frozenWidth();
  if (spot.left < left) holder.scrollLeft = spot.left - frozenWidth();
  else if (spot.left + spot.width > holder.scrollLeft + holder.clientWidth)
    holder.scrollLeft = Math.min(spot.left + spot.width - holder.clientWidth, spot.left - frozenWidth());
};

// After other rows or columns came into sight the same cell is active, or the one that took its place.
export const stay = ({ code, field }) => {
  const row = view.index.get(code) ?? Math.min(range.anchor.row, Math.max(0, view.codes.length - 1));
  const column = view.at.get(field) ?? Math.min(range.anchor.column, view.fields.length - 1);
  range.anchor = { row, column };
  range.head = { row, column };
};

// The keyboard leaves the grid.
export const leave = () => {
  inside = false;
};
export const focus = () => {
  focusWanted = true;
  mark();
};
export const setEditing = (on) => {
  editing = on;
};
