// The Matriz, a block as spreadsheets write it: tabs between cells, lines between rows, quotes around a cell with
// either inside.

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
      row.push(cell);
      cell = "";
    } else if (char === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += char;
  }
  rows.push([...row, cell]);
  return rows;
};
// A quote opens a quoted cell only where another one ends it before a tab, a line or the end.
const closes = (source, at) => /^"(?:[^"]|"")*"(?:\t|\n|$)/.test(source.slice(at));

const written = (cell) => (/["\t\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
export const writeBlock = (rows) =>
  rows.map((row) => row.map(written).join("\t")).join("\n");
