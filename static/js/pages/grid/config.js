// The Matriz, what its page tells the scripts: addresses, rights, columns, lists and words.

export const config = JSON.parse(document.getElementById("grid-config").textContent);

export const columns = new Map(config.columns.map((column) => [column.field, column]));

const NUMERIC = new Set(["number", "money", "percent"]);
export const isNumeric = (column) => NUMERIC.has(column.kind);
