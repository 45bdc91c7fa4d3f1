// The Matriz, blocks of cells: copy, paste, fill down, empty, and one value into all that is selected. What cannot be
// typed is left out, and said with its reason.

import { parseBlock, writeBlock } from "./block.js";
import { on } from "./bus.js";
import { columns, config } from "./config.js";
import * as editor from "./editor.js";
import { locked } from "./rights.js";
import * as selection from "./selection.js";
import * as store from "./store.js";
import * as undo from "./undo.js";
import { plain } from "./values.js";
import { holder, host, view } from "./view.js";
import { count, tell, word } from "./words.js";

const chosen = () => {
  const { top, bottom, left, right } = selection.bounds();
  return { codes: view.codes.slice(top, bottom + 1), fields: view.fields.slice(left, right + 1), top, left };
};

// Write what is wanted where it may be typed; tell what was left out.
const writeWanted = (wanted, said, more = []) => {
  const names = new Set();
  const rows = new Set();
  const cells = wanted.filter(({ code, field }) => {
    const row = store.rows.get(code);
    if (!row.editable) rows.add(code);
    else if (locked(row, field)) names.add(columns.get(field).title);
    else return true;
    return false;
  });
  if (!undo.write(cells)) return;
  const notes = [count(said, cells.length), ...more];
  if (names.size) notes.push(word("skipped_columns", { names: [...names].join(", ") }));
  if (rows.size) notes.push(count("skipped_rows", rows.size));
  tell(`${notes.join(". ")}.`, notes.length > 1 ? "warn" : "info");
};

const copy = (event) => {
  const { codes, fields } = chosen();
  if (!codes.length) return;
  const block = codes.map((code) => fields.map((field) => copied(code, field)));
  event.clipboardData.setData("text/plain", writeBlock(block));
  event.preventDefault();
  tell(count("copied", codes.length * fields.length));
};
const copied = (code, field) => {
  const row = store.rows.get(code);
  if (field === "stage" && !store.editOf(code, field)) return config.statuses[row.status];
  return plain(field, store.value(code, field));
};

// A block goes to the selected cell and beyond; one that fits the selection several times fills it.
const paste = (source) => {
  const block = parseBlock(source);
  const { codes, fields, top, left } = chosen();
  if (!codes.length) return;
  const width = Math.max(...block.map((row) => row.length));
  const repeats = codes.length % block.length === 0 && fields.length % width === 0;
  const height = repeats ? codes.length : block.length;
  const across = repeats ? fields.length : width;
  const wanted = [];
  let outside = 0;
  for (let down = 0; down < height; down += 1) {
    const code = view.codes[top + down];
    if (!code) {
      outside += 1;
      continue;
    }
    for (let right = 0; right < across && left + right < view.fields.length; right += 1) {
      const text = block[down % block.length][right % width];
      if (text !== undefined) wanted.push({ code, field: view.fields[left + right], text: text.trim() });
    }
  }
  writeWanted(wanted, "pasted", outside ? [count("no_room", outside)] : []);
  const bottom = Math.min(top + height, view.codes.length) - 1;
  selection.select(top, left, bottom, Math.min(left + across, view.fields.length) - 1);
};

// The top row of the selection goes into the rows under it; one row alone takes from the row above.
export const fillDown = () => {
  const { codes, fields, top } = chosen();
  const source = codes.length > 1 ? codes[0] : view.codes[top - 1];
  if (!source) {
    tell(word("nothing_to_fill"), "warn");
    return;
  }
  const into = codes.length > 1 ? codes.slice(1) : codes;
  const wanted = into.flatMap((code) => fields.map((field) => ({ code, field, text: store.value(source, field) })));
  writeWanted(wanted, "filled");
};

export const clear = () => {
  const { codes, fields } = chosen();
  const wanted = [];
  const fixed = new Set();
  for (const code of codes)
    for (const field of fields) {
      const column = columns.get(field);
      if (column.clearable || !column.editable) wanted.push({ code, field, text: "" });
      else fixed.add(column.title);
    }
  const more = fixed.size ? [word("skipped_clear", { names: [...fixed].join(", ") })] : [];
  writeWanted(wanted, "cleared", more);
};

on("write-chosen", ({ text }) => {
  const { codes, fields } = chosen();
  writeWanted(codes.flatMap((code) => fields.map((field) => ({ code, field, text }))), "filled");
});

const ours = () => !editor.isOpen() && holder && host.contains(document.activeElement);
document.addEventListener("copy", (event) => ours() && copy(event));
document.addEventListener("cut", (event) => {
  if (!ours()) return;
  copy(event);
  clear();
});
document.addEventListener("paste", (event) => {
  if (!ours()) return;
  event.preventDefault();
  paste(event.clipboardData.getData("text/plain"));
});
