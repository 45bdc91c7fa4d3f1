// The Matriz, what is shown: the filter above the table, and the address, which holds filter, order and columns, so
// that a saved view is a link.

import { isFound, wordsAsked, wordsOf } from "../../shared/folding.js";
import { on } from "./bus.js";
import { config } from "./config.js";
import { ALL, given } from "./layout.js";
import * as store from "./store.js";
import * as values from "./values.js";
import { tabulator, view } from "./view.js";
import { word } from "./words.js";

const form = document.getElementById("grid-filter");
const fields = form.elements;
const NAMES = ["q", "owner", "stage", "segment", "service", "urgency", "month"];

const query = () => {
  const found = new URLSearchParams();
  if (config.scope !== "open") found.set("scope", config.scope);
  for (const name of NAMES)
    if (fields[name].value) found.set(name, fields[name].value);
  const [first] = tabulator ? tabulator.getSorters() : [];
  if (first) found.set("sort", (first.dir === "desc" ? "-" : "") + first.field);
  if (view.fields.length && view.fields.join() !== ALL.join()) {
    found.set("cols", view.fields.filter((field) => field !== "client").join("."));
  }
  return found.toString();
};
const remember = () => {
  const kept = query();
  window.history.replaceState(null, "", `${window.location.pathname}?${kept || "view=all"}`);
};

// --- The filter ----------------------------------------------------------------------------------------------
const searched = new WeakMap();
const known = (row) => {
  const nit = row.nit ? `NIT ${row.nit}` : "";
  const pieces = [row.client, row.code, nit, row.service, row.description, row.next_step, row.owner, row.objective];
  const source = pieces.join("\n");
  const there = searched.get(row);
  if (there && there.source === source) return there.words;
  const words = wordsOf(pieces);
  searched.set(row, { source, words });
  return words;
};
const matches = (row, wanted) =>
  isFound(wanted.words.length ? known(row) : [], wanted.words) &&
  (!wanted.stage || row.status === wanted.stage) &&
  ["owner", "segment", "service"].every((name) => !wanted[name] || row[name] === wanted[name]) &&
  (!wanted.urgency || values.urgency(row.next_step_on) === wanted.urgency) &&
  (!wanted.month || (row.expected_close_on ? row.expected_close_on.startsWith(wanted.month) : wanted.month === "none"));

const apply = () => {
  const wanted = { words: wordsAsked(fields.q.value) };
  for (const name of ["owner", "stage", "segment", "service", "urgency", "month"]) wanted[name] = fields[name].value;
  const narrowed = wanted.words.length || Object.values(wanted).some((value) => typeof value === "string" && value);
  document.getElementById("grid-clear").hidden = !narrowed;
  if (narrowed) tabulator.setFilter((row) => matches(row, wanted));
  else tabulator.clearFilter();
};
const changed = () => {
  apply();
  remember();
};

const options = (select, offered, label = (value) => value) => {
  const wanted = select.value || given.get(select.name) || "";
  select.replaceChildren(select.options[0], ...offered.map((value) => new Option(label(value), value)));
  if (wanted && !offered.includes(wanted)) select.append(new Option(label(wanted), wanted));
  select.value = wanted;
};
// The lists offer what the rows hold.
const offer = () => {
  const rows = [...store.rows.values()];
  const held = (name) => {
    const found = [...new Set(rows.map((row) => row[name]))];
    return found.filter(Boolean).sort((a, b) => a.localeCompare(b, "es"));
  };
  for (const name of ["owner", "segment", "service"]) options(fields[name], held(name));
  const months = [...new Set(rows.map((row) => row.expected_close_on.slice(0, 7) || "none"))].sort();
  options(fields.month, months, (value) => (value === "none" ? word("no_date") : values.date(value)));
};

export const begin = () => {
  offer();
  for (const name of ["q", "stage", "urgency"]) fields[name].value = given.get(name) || "";
  apply();
  let clock = null;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target !== fields.q) return;
    clearTimeout(clock);
    clock = setTimeout(changed, 150);
  });
  form.addEventListener("change", (event) => event.target !== fields.q && changed());
  document.addEventListener("click", (event) => event.target.closest("#grid-clear, [data-grid-clear]") && clear());
  on("columns", remember);
  on("sorted", () => queueMicrotask(remember));
};
export const clear = () => {
  for (const name of NAMES) fields[name].value = "";
  changed();
  fields.q.focus();
};

// --- Views and export ----------------------------------------------------------------------------------------
const views = document.getElementById("grid-views");
views.addEventListener("toggle", () => {
  if (!views.open) return;
  const asked = new URLSearchParams({ base: window.location.pathname, query: query() });
  const url = `${config.urls.views}?${asked}`;
  window.htmx.ajax("GET", url, { target: views.querySelector(".menu-list"), swap: "innerHTML" });
});
const exporting = document.getElementById("grid-export");
if (exporting)
  exporting.addEventListener("submit", () => {
    exporting.elements.codes.value = view.codes.join(" ");
  });
