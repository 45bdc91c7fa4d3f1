// The Matriz, shared ground: what the page tells the scripts, their words, and a small bus so that the parts (text,
// store, table, editor, keys, clipboard, undo, filters, columns, bulk, status) do not know each other.
(() => {
  const source = document.getElementById("grid-config");
  if (!source) return;
  const config = JSON.parse(source.textContent);
  const heard = new Map();
  const numeric = new Set(["number", "money", "percent"]);
  const columns = new Map(config.columns.map((column) => [column.field, column]));

  const word = (key, values = {}) =>
    (config.words[key] || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

  window.Matriz = {
    config,
    columns,
    isNumeric: (column) => numeric.has(column.kind),
    word,
    // `count("pasted", 3)` picks pasted_one or pasted_many.
    count: (key, n) => word(`${key}_${n === 1 ? "one" : "many"}`, { n: n.toLocaleString("es-CO") }),
    on(name, listener) {
      if (!heard.has(name)) heard.set(name, []);
      heard.get(name).push(listener);
    },
    emit(name, detail) {
      (heard.get(name) || []).forEach((listener) => listener(detail));
    },
    say(text) {
      document.getElementById("grid-said").textContent = text;
    },
    // What the person did just now: heard by a screen reader and seen for a moment.
    tell(text, level = "info") {
      window.Matriz.say(text);
      const note = document.getElementById("grid-told");
      note.textContent = text;
      note.title = text;
      note.dataset.level = level;
    },
    element(tag, className, text) {
      const made = document.createElement(tag);
      if (className) made.className = className;
      if (text !== undefined) made.textContent = text;
      return made;
    },
    icon(name) {
      const made = document.createElement("i");
      made.className = `bi bi-${name}`;
      made.setAttribute("aria-hidden", "true");
      return made;
    },
    // May this cell be typed into? Returns "" or the words that say why not.
    locked(row, field) {
      const column = columns.get(field);
      if (!row.editable) return word("read_only_row", { owner: row.owner });
      if (!column.editable)
        return ["monthly_value", "total_value"].includes(field) ? word("derived") : word("read_only_column", { column: column.title });
      if (field === "owner" && !config.may.reassign) return word("owner_locked");
      if (row.status !== row.stage && !field.startsWith("next_step")) return word("closed_row");
      return "";
    },
  };
})();
