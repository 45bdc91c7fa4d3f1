// The Matriz, keyboard, mouse and touch while no cell is being edited. Typing opens the editor; Escape lets Tab out.

import { mayChoose, toggle } from "./choosing.js";
import * as blocks from "./clipboard.js";
import * as editor from "./editor.js";
import * as selection from "./selection.js";
import * as status from "./status.js";
import * as undo from "./undo.js";
import { cellAt, cellElement, holder, host, page, view } from "./view.js";
import { tell, word } from "./words.js";

const { go } = selection;
let leaving = false;

const steps = (event, from) => {
  const all = event.ctrlKey || event.metaKey;
  const lastRow = view.codes.length - 1;
  const lastColumn = view.fields.length - 1;
  switch (event.key) {
    case "ArrowUp":
      return [all ? 0 : from.row - 1, from.column];
    case "ArrowDown":
      return [all ? lastRow : from.row + 1, from.column];
    case "ArrowLeft":
      return [from.row, all ? 0 : from.column - 1];
    case "ArrowRight":
      return [from.row, all ? lastColumn : from.column + 1];
    case "PageUp":
      return [from.row - page(), from.column];
    case "PageDown":
      return [from.row + page(), from.column];
    case "Home":
      return [all ? 0 : from.row, 0];
    case "End":
      return [all ? lastRow : from.row, lastColumn];
    default:
      return null;
  }
};

const command = (event) => {
  const key = event.key.toLowerCase();
  const shortcuts = {
    z: () => (event.shiftKey ? undo.redo() : undo.undo()),
    y: () => undo.redo(),
    d: () => blocks.fillDown(),
    a: () => selection.select(0, 0, view.codes.length - 1, view.fields.length - 1),
  };
  if (!shortcuts[key] || event.altKey) return false;
  shortcuts[key]();
  return true;
};

const press = (event) => {
  const { anchor, head } = selection.range;
  const to = steps(event, event.shiftKey ? head : anchor);
  if (to) {
    go(...to, event.shiftKey);
    return true;
  }
  if (event.ctrlKey || event.metaKey) return command(event);
  if (event.altKey) return false;
  switch (event.key) {
    case "Tab":
      if (leaving) {
        selection.leave();
        return false;
      }
      selection.tab(event.shiftKey ? -1 : 1);
      return true;
    case "Enter":
      if (event.shiftKey) go(anchor.row - 1, anchor.column);
      else if (selection.here().field === "client") openPage();
      else if (!editor.start("edit")) return true;
      return true;
    case "F2":
      editor.start("edit");
      return true;
    case "Delete":
    case "Backspace":
      blocks.clear();
      return true;
    case "Escape":
      go(anchor.row, anchor.column);
      leaving = true;
      tell(word("leave_hint"));
      return true;
    case "F6":
      return status.focusActions();
    case "F8":
      status.nextTrouble(event.shiftKey ? -1 : 1);
      return true;
    case "?":
      document.getElementById("grid-help").showModal();
      return true;
    case " ":
      if (event.shiftKey && mayChoose) {
        const { top, bottom } = selection.bounds();
        toggle(view.codes.slice(top, bottom + 1));
        return true;
      }
      return type(event);
    default:
      return type(event);
  }
};
// The key itself goes into the field that now has the focus: accents and other input methods work as everywhere.
const type = (event) => {
  if (event.key.length === 1 || event.key === "Dead" || event.key === "Process") {
    if (!editor.start("type")) event.preventDefault();
  }
  return false;
};
const openPage = () => {
  const cell = cellElement(selection.here().code, "client");
  if (cell) cell.querySelector("a").click();
};

export const listen = () => {
  const within = (target) => target === host || holder.contains(target);
  host.addEventListener("keydown", (event) => {
    if (editor.isOpen() || !within(event.target) || event.isComposing) return;
    if (event.target.matches("input")) return;
    if (event.key !== "Tab" && event.key !== "Shift" && event.key !== "Escape") leaving = false;
    if (press(event)) event.preventDefault();
  });
  host.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !host.contains(event.relatedTarget)) leaving = false;
  });

  let dragging = null;
  let touched = false; // the mouse events that follow a touch are not a mouse
  holder.addEventListener("mousedown", (event) => {
    if (touched || event.button !== 0 || event.target.closest(".grid-editor, .grid-choose")) return;
    const at = cellAt(event.target);
    if (!at) return;
    if (editor.isOpen()) editor.commit();
    if (event.target.closest("a")) return;
    event.preventDefault();
    go(at.row, at.column, event.shiftKey);
    selection.focus();
    dragging = { at };
  });
  document.addEventListener("mousemove", (event) => {
    if (!dragging) return;
    const box = holder.getBoundingClientRect();
    const x = Math.max(box.left + 4, Math.min(event.clientX, box.right - 20));
    const y = Math.max(box.top + 4, Math.min(event.clientY, box.bottom - 20));
    if (event.clientY > box.bottom - 12) holder.scrollTop += 17;
    if (event.clientY < box.top + 12) holder.scrollTop -= 17;
    const at = cellAt(document.elementFromPoint(x, y) || holder);
    if (at && (at.row !== dragging.at.row || at.column !== dragging.at.column)) {
      dragging.at = at;
      go(at.row, at.column, true);
    }
  });
  document.addEventListener("mouseup", () => {
    dragging = null;
  });
  // Before Tabulator, which would select the cell's text and so take the typing from the editor.
  holder.addEventListener("dblclick", (event) => {
    if (event.target.closest("a, .grid-editor, .grid-choose") || !cellAt(event.target)) return;
    event.stopPropagation();
    event.preventDefault();
    editor.start("edit");
  }, { capture: true });
  // By touch a tap selects and a second tap on the same cell edits; a swipe scrolls and does neither.
  let last = "";
  holder.addEventListener("touchstart", () => {
    touched = true;
  }, { passive: true });
  holder.addEventListener("click", (event) => {
    if (!touched || event.target.closest("a, .grid-editor, .grid-choose")) return;
    touched = false;
    const at = cellAt(event.target);
    if (!at) return;
    if (editor.isOpen()) editor.commit();
    const name = `${view.codes[at.row]} ${view.fields[at.column]}`;
    if (name === last) editor.start("edit");
    else go(at.row, at.column);
    last = name;
  });
};
