// The Matriz, a block as spreadsheets write it: tabs between cells, lines between rows, quotes around a cell with
// either inside.

// What a spreadsheet would take for a formula goes out as a text, with the apostrophe that says so there, and comes back
// without it.
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;
const FIGURE = /^[+-]?\d[\d.,]*%?$/;
const harmless = (cell) => (FORMULA.test(cell) && !FIGURE.test(cell) ? `'${cell}` : cell);
const asTyped = (cell) => (cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell);

export const parseBlock = (text) => {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (quoted) {
      if (char === '"' && source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"' && cell === "" && closes(source, at)) quoted = true;
    else if (char === "\t") {
      row.push(asTyped(cell));
      cell = "";
    } else if (char === "\n") {
      rows.push([...row, asTyped(cell)]);
      row = [];
      cell = "";
    } else cell += char;
  }
  rows.push([...row, asTyped(cell)]);
  return rows;
};
// A quote opens a quoted cell only where another one ends it before a tab, a line or the end.
const closes = (source, at) => /^"(?:[^"]|"")*"(?:\t|\n|$)/.test(source.slice(at));

const written = (cell) => (/["\t\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
export const writeBlock = (rows) =>
  rows.map((row) => row.map((cell) => written(harmless(cell))).join("\t")).join("\n");
