// The Matriz, how a cell is drawn: its value, and the state of its edit by an icon with a word. Everything is written as
// text, never as HTML.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { config, store, text, element, icon, word } = grid;
  const STATES = {
    waiting: "hourglass-split",
    saving: "arrow-repeat",
    offline: "cloud-slash",
    refused: "x-circle-fill",
    conflict: "people-fill",
    saved: "check2",
  };

  const stateOf = (code, field) => {
    const edit = store.edit(code, field);
    if (edit) return edit.state;
    return store.isFresh(code, field) ? "saved" : "";
  };

  const clientContent = (row) => {
    const holder = element("span", "grid-client");
    if (grid.choosing) holder.append(grid.choosing.box(row));
    const link = element("a", "grid-link", row.client);
    link.href = config.urls.page.replace("CODE", encodeURIComponent(row.code));
    link.tabIndex = -1;
    link.title = `${row.client} · ${word("open_page", { code: row.code })}`;
    holder.append(link);
    if (!row.editable) {
      const lock = icon("lock");
      lock.title = word("read_only_row", { owner: row.owner });
      holder.append(lock, element("span", "visually-hidden", word("read_only")));
    }
    return holder;
  };

  const valueContent = (row, field, column) => {
    const raw = store.value(row.code, field);
    const pending = store.edit(row.code, field);
    if (column.kind === "stage") {
      const status = pending ? raw : row.status;
      return config.statuses[status] ? element("span", `tag tag-${status}`, config.statuses[status]) : element("span", "", raw);
    }
    const words = text.shown(field, raw);
    if (column.kind !== "due" || row.status !== row.stage) return element("span", "", words);
    const urgency = text.urgency(row.next_step_on);
    const how = config.urgencies[urgency];
    const holder = element("span", `grid-due is-${how.tone}`);
    const mark = icon(how.icon);
    holder.append(mark, element("span", "", words || "–"), element("span", "visually-hidden", how.label));
    holder.title = how.label;
    return holder;
  };

  const describe = (row, field) => {
    const edit = store.edit(row.code, field);
    if (!edit) return "";
    if (edit.state === "conflict") return `${word("conflict")}: ${text.shown(field, edit.theirs) || word("empty")}`;
    return edit.state === "refused" ? `${word("refused")}: ${edit.message}` : word(edit.state);
  };

  // Draw the cell of `row` in `field` into its element.
  const paint = (into, row, field) => {
    const column = grid.columns.get(field);
    const state = stateOf(row.code, field);
    into.classList.toggle("grid-number", grid.isNumeric(column));
    into.classList.toggle("grid-locked", field !== "client" && Boolean(grid.locked(row, field)));
    for (const name of Object.keys(STATES)) into.classList.toggle(`grid-${name}`, name === state);
    into.dataset.state = state;
    if (field === "client") {
      into.replaceChildren(clientContent(row));
      return;
    }
    const content = valueContent(row, field, column);
    content.classList.add("grid-value");
    into.replaceChildren(content);
    if (state) {
      const words = describe(row, field) || word(state);
      const mark = icon(STATES[state]);
      mark.classList.add("grid-mark");
      into.append(mark, element("span", "visually-hidden", words));
      into.title = words;
    } else if (column.kind === "text") into.title = store.value(row.code, field);
    else into.removeAttribute("title");
  };

  grid.cells = { paint, stateOf, describe, STATES };
})();
