// The Matriz, the table: Tabulator draws the rows that are in sight, holds the columns, sorts and filters. Selection is
// ours: a rectangle from an anchor to a head, marked on the cells in sight; the anchor is the active cell and has the
// focus (a roving tabindex), or the grid itself while that cell is scrolled away.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { config, store, cells } = grid;
  const host = document.getElementById("grid");
  const touch = window.matchMedia("(max-width: 767.98px)").matches;
  const ROW = touch ? 44 : 34; // pixels; every row has this height, so that a place can be computed
  const view = { codes: [], index: new Map(), fields: [], at: new Map() };
  const range = { anchor: { row: 0, column: 1 }, head: { row: 0, column: 1 } };
  let table = null;
  let holder = null;
  let marked = [];
  let focusWanted = false; // the active cell is to have the focus as soon as it is drawn
  let inside = false; // the grid has the keyboard, though a cell that was scrolled away took the focus with it

  // --- Columns ---------------------------------------------------------------------------------------------------
  const order = new Intl.Collator("es", { sensitivity: "base", numeric: true });
  const rank = new Map(Object.keys(config.statuses).map((status, at) => [status, at]));
  const sorter = (field) => {
    const { kind } = grid.columns.get(field);
    if (grid.isNumeric(grid.columns.get(field))) return (a, b) => Number(a) - Number(b);
    if (kind === "stage") return (a, b, one, other) => rank.get(one.getData().status) - rank.get(other.getData().status);
    if (kind === "date" || kind === "due") {
      // Without a date last, whichever way.
      return (a, b, one, other, column, way) => {
        if (!a || !b) return (a ? -1 : b ? 1 : 0) * (way === "asc" ? 1 : -1);
        return grid.text.lastDay(a) < grid.text.lastDay(b) ? -1 : a === b ? 0 : 1;
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
    visible: !grid.layout.hidden.has(column.field),
    hozAlign: grid.isNumeric(column) ? "right" : "left",
    headerHozAlign: grid.isNumeric(column) ? "right" : "left",
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

  const build = (list) =>
    new Promise((done) => {
      table = new window.Tabulator(host, {
        index: "code",
        data: list,
        columns: grid.layout.order.map((field) => definition(grid.columns.get(field))),
        initialSort: grid.layout.sort,
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
        holder = host.querySelector(".tabulator-tableholder");
        mendRoles();
        holder.addEventListener("scroll", planMark, { passive: true });
        // Rows that Tabulator takes out and puts in again lose their marks, and the keyboard with them.
        new MutationObserver(() => (lost() ? mark() : planMark())).observe(holder.querySelector(".tabulator-table"), { childList: true });
        new MutationObserver(nameNone).observe(holder, { childList: true });
        refresh();
        done(table);
      });
      ["dataFiltered", "dataSorted", "columnMoved", "columnVisibilityChanged", "dataProcessed"].forEach((name) =>
        table.on(name, () => queueMicrotask(refresh))
      );
      table.on("columnResized", () => grid.emit("columns"));
      table.on("columnMoved", () => grid.emit("columns"));
      table.on("dataSorted", (sorters) => grid.emit("sorted", sorters));
    });

  // --- Roles -----------------------------------------------------------------------------------------------------
  const mendRoles = () => {
    host.setAttribute("aria-label", grid.word("grid"));
    host.setAttribute("aria-multiselectable", "true");
    host.tabIndex = -1;
    holder.removeAttribute("tabindex");
    const header = host.querySelector(".tabulator-header");
    header.querySelector(".tabulator-header-contents").setAttribute("role", "presentation");
    header.querySelectorAll(".tabulator-col-content, .tabulator-col-title-holder").forEach((one) => one.removeAttribute("role"));
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

  // --- What is in sight ------------------------------------------------------------------------------------------
  const refresh = () => {
    if (!table || !holder) return;
    const active = here();
    view.codes = table.getRows("active").map((row) => row.getData().code);
    view.index = new Map(view.codes.map((code, at) => [code, at]));
    view.fields = table.getColumns().filter((column) => column.isVisible()).map((column) => column.getField());
    view.at = new Map(view.fields.map((field, at) => [field, at]));
    const row = view.index.get(active.code) ?? Math.min(range.anchor.row, Math.max(0, view.codes.length - 1));
    const column = view.at.get(active.field) ?? Math.min(range.anchor.column, view.fields.length - 1);
    range.anchor = { row, column };
    range.head = { row, column };
    number();
    planMark();
    grid.emit("view");
  };

  const rowElement = (code) => holder.querySelector(`.tabulator-row[data-code="${CSS.escape(code)}"]`);
  const cellElement = (code, field) => {
    const made = code && rowElement(code);
    return made ? made.querySelector(`:scope > [tabulator-field="${field}"]`) : null;
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
  grid.on("cell", repaint);
  grid.on("row", repaintRow);

  // --- The selection ---------------------------------------------------------------------------------------------
  const here = () => ({ code: view.codes[range.anchor.row], field: view.fields[range.anchor.column] });
  const bounds = () => ({
    top: Math.min(range.anchor.row, range.head.row),
    bottom: Math.max(range.anchor.row, range.head.row),
    left: Math.min(range.anchor.column, range.head.column),
    right: Math.max(range.anchor.column, range.head.column),
  });

  const mark = () => {
    if (!holder) return;
    marked.forEach((made) => {
      made.classList.remove("grid-chosen", "grid-active");
      made.removeAttribute("aria-selected");
      if (made.tabIndex === 0) made.tabIndex = -1;
    });
    marked = [];
    const box = bounds();
    const many = box.top !== box.bottom || box.left !== box.right;
    holder.querySelectorAll(".tabulator-row").forEach((made) => {
      const at = view.index.get(made.dataset.code);
      if (at === undefined) return;
      made.setAttribute("aria-rowindex", String(at + 2));
      made.classList.toggle("grid-row-active", at === range.anchor.row);
      if (at < box.top || at > box.bottom) return;
      for (const cell of made.children) {
        const column = view.at.get(cell.getAttribute("tabulator-field"));
        if (column === undefined || column < box.left || column > box.right) continue;
        cell.classList.toggle("grid-chosen", many);
        cell.setAttribute("aria-selected", "true");
        marked.push(cell);
      }
    });
    const { code, field } = here();
    const active = cellElement(code, field);
    if (active) {
      active.classList.add("grid-active");
      active.setAttribute("aria-colindex", String(range.anchor.column + 1));
      if (grid.locked(store.rows.get(code), field)) active.setAttribute("aria-readonly", "true");
      if (grid.editor.isOpen()) return;
      active.tabIndex = 0;
      if (focusWanted || document.activeElement === host || lost()) active.focus({ preventScroll: true });
      if (focusWanted && document.activeElement === active) focusWanted = false;
    } else if (focusWanted || lost()) {
      host.focus({ preventScroll: true });
    }
  };

  const lost = () => inside && document.activeElement === document.body;
  host.addEventListener("focusin", () => {
    inside = true;
  });
  host.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !host.contains(event.relatedTarget)) inside = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!host.contains(event.target)) inside = false;
  });

  let planned = false;
  const planMark = () => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      mark();
    });
  };

  const clamp = (value, most) => Math.max(0, Math.min(value, most));
  // Move the active cell; `extend` moves only the other corner of the selection.
  const go = (row, column, extend = false, focus = true) => {
    if (!view.codes.length) return;
    const to = { row: clamp(row, view.codes.length - 1), column: clamp(column, view.fields.length - 1) };
    if (!extend) range.anchor = to;
    range.head = { ...to };
    focusWanted = focus && !extend;
    reveal(to);
    mark();
    if (focusWanted) host.focus({ preventScroll: true });
    grid.emit("active");
  };
  const goTo = (code, field) => {
    const row = view.index.get(code);
    if (row === undefined) return false;
    go(row, view.at.get(field) ?? 0);
    return true;
  };
  const select = (top, left, bottom, right) => {
    range.anchor = { row: top, column: left };
    range.head = { row: clamp(bottom, view.codes.length - 1), column: clamp(right, view.fields.length - 1) };
    mark();
    grid.emit("active");
  };

  // Where a cell lies in the scrolled table, in pixels: by the columns' widths, whether it is drawn or not.
  const place = ({ row, column }) => {
    const header = table.getColumn(view.fields[column]).getElement();
    return { top: row * ROW, left: header.offsetLeft, width: header.offsetWidth, height: ROW };
  };
  const frozenWidth = () => table.getColumn("client").getElement().offsetWidth;
  const reveal = (to) => {
    const spot = place(to);
    if (spot.top < holder.scrollTop) holder.scrollTop = spot.top;
    else if (spot.top + ROW > holder.scrollTop + holder.clientHeight) holder.scrollTop = spot.top + ROW - holder.clientHeight;
    if (view.fields[to.column] === "client") return;
    const left = holder.scrollLeft + frozenWidth();
    if (spot.left < left) holder.scrollLeft = spot.left - frozenWidth();
    else if (spot.left + spot.width > holder.scrollLeft + holder.clientWidth)
      holder.scrollLeft = Math.min(spot.left + spot.width - holder.clientWidth, spot.left - frozenWidth());
  };
  const cellAt = (target) => {
    const made = target.closest && target.closest(".tabulator-cell[tabulator-field]");
    if (!made || !holder.contains(made)) return null;
    const row = view.index.get(made.parentElement.dataset.code);
    const column = view.at.get(made.getAttribute("tabulator-field"));
    return row === undefined || column === undefined ? null : { row, column };
  };

  grid.view = view;
  grid.table = {
    host,
    touch,
    build,
    here,
    bounds,
    go,
    goTo,
    select,
    place,
    cellAt,
    refresh,
    cellElement,
    repaintRow,
    // The room for the table has changed.
    refreshHeight: () => table && table.redraw(),
    page: () => Math.max(1, Math.floor(holder.clientHeight / ROW) - 1),
    range: () => range,
    holder: () => holder,
    tabulator: () => table,
    leave() {
      inside = false;
    },
    focus() {
      focusWanted = true;
      mark();
    },
  };
})();
