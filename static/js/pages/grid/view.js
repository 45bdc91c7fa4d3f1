// The Matriz, what is in sight: the table that Tabulator draws, its rows and columns as they stand sorted and filtered,
// and where a cell lies in it.

export const host = document.getElementById("grid");
export const touch = window.matchMedia("(max-width: 767.98px)").matches;
export const ROW = touch ? 44 : 34; // pixels; every row has this height, so that a place can be computed
export const view = { codes: [], index: new Map(), fields: [], at: new Map() };

export let tabulator = null; // these two until the table is built
export let holder = null; // what scrolls
export const hold = (table) => {
  tabulator = table;
  holder = host.querySelector(".tabulator-tableholder");
};

// Take over which rows and columns Tabulator shows now.
export const look = () => {
  view.codes = tabulator.getRows("active").map((row) => row.getData().code);
  view.index = new Map(view.codes.map((code, at) => [code, at]));
  const shown = tabulator.getColumns().filter((column) => column.isVisible());
  view.fields = shown.map((column) => column.getField());
  view.at = new Map(view.fields.map((field, at) => [field, at]));
};

const rowElement = (code) => holder.querySelector(`.tabulator-row[data-code="${CSS.escape(code)}"]`);
export const cellElement = (code, field) => {
  const made = code && rowElement(code);
  return made ? made.querySelector(`:scope > [tabulator-field="${field}"]`) : null;
};

// Where a cell lies in the scrolled table, in pixels: by the columns' widths, whether it is drawn or not.
export const place = ({ row, column }) => {
  const header = tabulator.getColumn(view.fields[column]).getElement();
  return { top: row * ROW, left: header.offsetLeft, width: header.offsetWidth, height: ROW };
};

export const cellAt = (target) => {
  const made = target.closest && target.closest(".tabulator-cell[tabulator-field]");
  if (!made || !holder.contains(made)) return null;
  const row = view.index.get(made.parentElement.dataset.code);
  const column = view.at.get(made.getAttribute("tabulator-field"));
  return row === undefined || column === undefined ? null : { row, column };
};

// How many rows fit, less the one that stays in sight.
export const page = () => Math.max(1, Math.floor(holder.clientHeight / ROW) - 1);
