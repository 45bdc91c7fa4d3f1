// The Matriz, the table: Tabulator draws the rows that are in sight, holds the columns, sorts and filters.

import { emit, on } from "./bus.js";
import * as cells from "./cells.js";
import { columns, config, isNumeric } from "./config.js";
import { layout } from "./layout.js";
import { here, lost, mark, planMark, stay } from "./selection.js";
import * as store from "./store.js";
import * as values from "./values.js";
import { ROW, hold, holder, host, look, tabulator, touch, view } from "./view.js";
import { word } from "./words.js";

// --- Columns -------------------------------------------------------------------------------------------------
const order = new Intl.Collator("es", { sensitivity: "base", numeric: true });
const rank = new Map(Object.keys(config.statuses).map((status, at) => [status, at]));
const sorter = (field) => {
  const { kind } = columns.get(field);
  if (isNumeric(columns.get(field))) return (a, b) => Number(a) - Number(b);
  if (kind === "stage") return (a, b, one, other) => rank.get(one.getData().status) - rank.get(other.getData().status);
  if (kind === "date" || kind === "due") {
    // Without a date last, whichever way.
    return (a, b, one, other, column, way) => {
      if (!a || !b) return (a ? -1 : b ? 1 : 0) * (way === "asc" ? 1 : -1);
      return values.lastDay(a) < values.lastDay(b) ? -1 : a === b ? 0 : 1;
    };
  }
  return (a, b) => order.compare(a || "", b || "");
};
const definition = (column) => ({
  title: column.title,
  field: column.field,
  width: column.field === "client" && touch ? 164 : column.width,
  minWidth: 60,
  frozen: column.field === "client",
  sorter: sorter(column.field),
  visible: !layout.hidden.has(column.field),
  hozAlign: isNumeric(column) ? "right" : "left",
  headerHozAlign: isNumeric(column) ? "right" : "left",
  headerSortStartingDir: column.kind === "money" ? "desc" : "asc",
  formatter: (cell) => {
    const made = cell.getElement();
    cells.paint(made, cell.getData(), column.field);
    return made.childNodes.length === 1 ? made.firstChild : together(made);
  },
});
// Tabulator puts in one node: what a cell holds is handed over as a fragment.
const together = (made) => {
  const all = document.createDocumentFragment();
  all.append(...made.childNodes);
  return all;
};

const drawn = new Map(); // rows that Tabulator has drawn at least once: by code, their element
const dress = (row) => {
  const made = row.getElement();
  const data = row.getData();
  made.dataset.code = data.code;
  made.classList.toggle("grid-read-only", !data.editable);
  drawn.set(data.code, made);
};

export const build = (list) =>
  new Promise((done) => {
    const table = new window.Tabulator(host, {
      index: "code",
      data: list,
      columns: layout.order.map((field) => definition(columns.get(field))),
      initialSort: layout.sort,
      layout: "fitData",
      height: "100%",
      rowHeight: ROW,
      movableColumns: !touch,
      resizableColumnFit: false,
      columnDefaults: { resizable: "header", headerSortTristate: true, headerTooltip: true },
      headerSortElement: '<i class="bi bi-arrow-down-short" aria-hidden="true"></i>',
      placeholder: document.getElementById("grid-none").content.firstElementChild.cloneNode(true),
      rowFormatter: dress,
    });
    table.on("tableBuilt", () => {
      hold(table);
      mendRoles();
      holder.addEventListener("scroll", planMark, { passive: true });
      // Rows that Tabulator takes out and puts in again lose their marks, and the keyboard with them.
      const redrawn = new MutationObserver(() => (lost() ? mark() : planMark()));
      redrawn.observe(holder.querySelector(".tabulator-table"), { childList: true });
      new MutationObserver(nameNone).observe(holder, { childList: true });
      refresh();
      done();
    });
    ["dataFiltered", "dataSorted", "columnMoved", "columnVisibilityChanged", "dataProcessed"].forEach((name) =>
      table.on(name, () => queueMicrotask(refresh))
    );
    table.on("columnResized", () => emit("columns"));
    table.on("columnMoved", () => emit("columns"));
    table.on("dataSorted", (sorters) => emit("sorted", sorters));
  });

// --- Roles ---------------------------------------------------------------------------------------------------
const mendRoles = () => {
  host.setAttribute("aria-label", word("grid"));
  host.setAttribute("aria-multiselectable", "true");
  host.tabIndex = -1;
  holder.removeAttribute("tabindex");
  const header = host.querySelector(".tabulator-header");
  header.querySelector(".tabulator-header-contents").setAttribute("role", "presentation");
  const titles = header.querySelectorAll(".tabulator-col-content, .tabulator-col-title-holder");
  titles.forEach((one) => one.removeAttribute("role"));
};
// An empty table shows its word in place of rows: a row with one cell.
const nameNone = () => {
  const none = host.querySelector(".tabulator-placeholder");
  if (none) none.setAttribute("role", "row");
};
const number = () => {
  host.setAttribute("aria-rowcount", String(view.codes.length + 1));
  host.setAttribute("aria-colcount", String(view.fields.length));
  host.querySelectorAll(".tabulator-col[tabulator-field]").forEach((made) => {
    const at = view.at.get(made.getAttribute("tabulator-field"));
    if (at !== undefined) made.setAttribute("aria-colindex", String(at + 1));
  });
  nameNone();
  host.querySelector(".tabulator-table").setAttribute("role", view.codes.length ? "rowgroup" : "presentation");
};

// --- What is in sight ----------------------------------------------------------------------------------------
const refresh = () => {
  if (!holder) return;
  const active = here();
  look();
  stay(active);
  number();
  planMark();
  emit("view");
};

const repaint = ({ code, field }) => {
  const made = drawn.get(code);
  const cell = made && made.querySelector(`:scope > [tabulator-field="${field}"]`);
  if (cell && store.rows.has(code)) cells.paint(cell, store.rows.get(code), field);
};
const repaintRow = (code) => {
  const made = drawn.get(code);
  if (!made || !store.rows.has(code)) return;
  made.querySelectorAll(":scope > [tabulator-field]").forEach((cell) => {
    cells.paint(cell, store.rows.get(code), cell.getAttribute("tabulator-field"));
  });
  made.classList.toggle("grid-read-only", !store.rows.get(code).editable);
};
on("cell", repaint);
on("row", repaintRow);

// The room for the table has changed.
export const refreshHeight = () => tabulator && tabulator.redraw();
