// The Matriz, how the address asks for it to be laid out: columns in their order, those hidden, the order of the rows.

import { columns, config } from "./config.js";

export const given = new URLSearchParams(window.location.search);

export const ALL = config.columns.map((column) => column.field);

const known = (given.get("cols") || "").split(".").filter((field) => columns.has(field) && field !== "client");
const shown = known.length ? ["client", ...new Set(known)] : ALL;
const others = ALL.filter((field) => !shown.includes(field));
const sort = given.get("sort") || "";
const sorted = sort.replace("-", "");

export const layout = {
  order: [...shown, ...others],
  hidden: new Set(others),
  sort: columns.has(sorted) ? [{ column: sorted, dir: sort.startsWith("-") ? "desc" : "asc" }] : [],
};
