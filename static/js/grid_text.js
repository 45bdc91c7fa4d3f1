// The Matriz, how values look: on screen, in the editor, on the clipboard. The server reads what people type; here only
// what it has sent is written: digits, dates as 2027-03-15 or 2027-03 (known to the month), stages by their code.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { config } = grid;

  const fold = (text) =>
    String(text)
      .normalize("NFD")
      .replace(/[̀-ͯ]/g, "")
      .toLowerCase()
      .trim();

  const thousands = (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  const isNumber = (value) => /^-?\d+$/.test(String(value));
  const money = (value) => `$ ${thousands(Math.round(value))}`;
  const moneyShort = (value) => {
    if (Math.abs(value) < 1e6) return money(value);
    const tenths = Math.round(value / 1e5);
    return tenths < 1000 && tenths % 10 ? `$ ${Math.floor(tenths / 10)},${tenths % 10} M` : `$ ${thousands(Math.round(tenths / 10))} M`;
  };

  const DAY = /^(\d{4})-(\d\d)(?:-(\d\d))?$/;
  const date = (value) => {
    const found = DAY.exec(value);
    if (!found) return value;
    const month = `${config.months[Number(found[2]) - 1]} ${found[1]}`;
    return found[3] ? `${Number(found[3])} ${month}` : month;
  };
  // The last day that a date may mean, for comparing.
  const lastDay = (value) => (DAY.exec(value) && value.length === 7 ? `${value}-31` : value);

  const shown = (field, value) => {
    const text = String(value ?? "");
    if (text === "") return "";
    switch (grid.columns.get(field).kind) {
      case "number":
        return isNumber(text) ? thousands(text) : text;
      case "money":
        return isNumber(text) ? money(Number(text)) : text;
      case "percent":
        return isNumber(text) ? `${text} %` : text;
      case "date":
      case "due":
        return date(text);
      case "stage":
        return config.statuses[text] || text;
      default:
        return text;
    }
  };

  // What the editor starts with: as a person would write it.
  const typed = (field, value) => {
    const text = String(value ?? "");
    switch (grid.columns.get(field).kind) {
      case "number":
      case "money":
        return isNumber(text) ? thousands(text) : text;
      case "date":
      case "due": {
        const found = DAY.exec(text);
        if (!found) return text;
        return found[3] ? `${found[3]}/${found[2]}/${found[1]}` : date(text);
      }
      case "stage":
        return config.statuses[text] || text;
      default:
        return text;
    }
  };

  // What goes to the clipboard: plain digits and ISO dates, which every spreadsheet reads in any language.
  const plain = (field, value) => {
    const kind = grid.columns.get(field).kind;
    if (kind === "stage") return config.statuses[value] || String(value);
    if (kind === "percent") return isNumber(value) ? `${value}%` : String(value);
    return String(value ?? "");
  };

  // A block as spreadsheets write it: tabs between cells, lines between rows, quotes around a cell with either inside.
  const parseBlock = (text) => {
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

  const writeBlock = (rows) =>
    rows.map((row) => row.map((cell) => (/["\t\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join("\t")).join("\n");

  const urgency = (value) => {
    if (!value) return "none";
    const day = lastDay(value);
    if (day === config.today) return "today";
    return day < config.today ? "overdue" : "later";
  };

  grid.text = { fold, thousands, money, moneyShort, date, lastDay, shown, typed, plain, parseBlock, writeBlock, urgency };
})();
