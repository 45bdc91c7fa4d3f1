// The Matriz, what is shown: the filter above the table, totals that follow it, and the address, which holds filter,
// order and columns, so that a saved view is a link.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { config, store, text, view } = grid;
  const form = document.getElementById("grid-filter");
  const totals = document.getElementById("grid-totals");
  const fields = form.elements;
  const FIRST = config.columns.map((column) => column.field);
  const given = new URLSearchParams(window.location.search);

  // --- What the address asks for ---------------------------------------------------------------------------------
  const known = (given.get("cols") || "").split(".").filter((field) => grid.columns.has(field) && field !== "client");
  const shownFirst = known.length ? ["client", ...new Set(known)] : FIRST;
  const sort = given.get("sort") || "";
  grid.layout = {
    order: [...shownFirst, ...FIRST.filter((field) => !shownFirst.includes(field))],
    hidden: new Set(FIRST.filter((field) => !shownFirst.includes(field))),
    sort: grid.columns.has(sort.replace("-", "")) ? [{ column: sort.replace("-", ""), dir: sort.startsWith("-") ? "desc" : "asc" }] : [],
  };

  const query = () => {
    const found = new URLSearchParams();
    if (config.scope !== "open") found.set("scope", config.scope);
    for (const name of ["q", "owner", "stage", "segment", "service", "urgency", "month"])
      if (fields[name].value) found.set(name, fields[name].value);
    const table = grid.table.tabulator();
    const [first] = table ? table.getSorters() : [];
    if (first) found.set("sort", (first.dir === "desc" ? "-" : "") + first.field);
    if (view.fields.length && view.fields.join() !== FIRST.join()) found.set("cols", view.fields.filter((field) => field !== "client").join("."));
    return found.toString();
  };
  const remember = () => {
    const kept = query();
    window.history.replaceState(null, "", `${window.location.pathname}?${kept || "view=all"}`);
  };

  // --- The filter ------------------------------------------------------------------------------------------------
  const searched = new WeakMap();
  const haystack = (row) => {
    const source = [row.client, row.code, row.nit, row.description, row.next_step, row.owner, row.objective].join(" ");
    const there = searched.get(row);
    if (there && there.source === source) return there.folded;
    const folded = text.fold(source);
    searched.set(row, { source, folded });
    return folded;
  };
  const matches = (row, wanted) =>
    wanted.words.every((word) => haystack(row).includes(word)) &&
    (!wanted.stage || row.status === wanted.stage) &&
    ["owner", "segment", "service"].every((name) => !wanted[name] || row[name] === wanted[name]) &&
    (!wanted.urgency || text.urgency(row.next_step_on) === wanted.urgency) &&
    (!wanted.month || (row.expected_close_on ? row.expected_close_on.startsWith(wanted.month) : wanted.month === "none"));

  const apply = () => {
    const wanted = { words: text.fold(fields.q.value).split(/\s+/).filter(Boolean) };
    for (const name of ["owner", "stage", "segment", "service", "urgency", "month"]) wanted[name] = fields[name].value;
    const narrowed = wanted.words.length || Object.values(wanted).some((value) => typeof value === "string" && value);
    document.getElementById("grid-clear").hidden = !narrowed;
    if (narrowed) grid.table.tabulator().setFilter((row) => matches(row, wanted));
    else grid.table.tabulator().clearFilter();
  };
  const changed = () => {
    apply();
    remember();
  };

  const options = (select, values, label = (value) => value) => {
    const wanted = select.value || given.get(select.name) || "";
    select.replaceChildren(select.options[0], ...values.map((value) => new Option(label(value), value)));
    if (wanted && !values.includes(wanted)) select.append(new Option(label(wanted), wanted));
    select.value = wanted;
  };
  // The lists offer what the rows hold.
  const offer = () => {
    const rows = [...store.rows.values()];
    const held = (name) => [...new Set(rows.map((row) => row[name]))].filter(Boolean).sort((a, b) => a.localeCompare(b, "es"));
    for (const name of ["owner", "segment", "service"]) options(fields[name], held(name));
    const months = [...new Set(rows.map((row) => row.expected_close_on.slice(0, 7) || "none"))].sort();
    options(fields.month, months, (value) => (value === "none" ? grid.word("no_date") : text.date(value)));
  };

  const begin = () => {
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
    grid.on("columns", remember);
    grid.on("sorted", () => queueMicrotask(remember));
  };
  const clear = () => {
    for (const name of ["q", "owner", "stage", "segment", "service", "urgency", "month"]) fields[name].value = "";
    changed();
    fields.q.focus();
  };

  // --- Totals ----------------------------------------------------------------------------------------------------
  let planned = false;
  const sum = () => {
    planned = false;
    const sums = { count: 0, seats: 0, monthly: 0, weighted: 0, total: 0 };
    for (const code of view.codes) {
      const row = store.rows.get(code);
      sums.count += 1;
      sums.seats += Number(row.seats);
      sums.monthly += row.monthly_value;
      sums.total += row.total_value;
      // What is closed is no longer weighed.
      if (row.status === row.stage) sums.weighted += (row.monthly_value * Number(row.probability)) / 100;
    }
    for (const [name, value] of Object.entries(sums)) {
      const into = totals.querySelector(`[data-total="${name}"]`);
      const exact = ["count", "seats"].includes(name) ? text.thousands(value) : text.money(value);
      into.textContent = ["count", "seats"].includes(name) || !grid.table.touch ? exact : text.moneyShort(value);
      into.value = String(Math.round(value));
      into.title = exact;
    }
  };
  const plan = () => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(sum);
  };
  grid.on("view", plan);
  grid.on("row", plan);

  // What is selected in one column, added up, as a spreadsheet does.
  const selection = document.getElementById("grid-sum");
  grid.on("active", () => {
    const { top, bottom, left, right } = grid.table.bounds();
    const field = view.fields[left];
    const column = grid.columns.get(field);
    if (left !== right || top === bottom || !column || !["number", "money"].includes(column.kind)) {
      selection.textContent = "";
      return;
    }
    const codes = view.codes.slice(top, bottom + 1);
    const added = codes.reduce((all, code) => all + (Number(store.rows.get(code)[field]) || 0), 0);
    const sum = column.kind === "money" ? text.money(added) : text.thousands(added);
    selection.textContent = grid.word("sum", { n: text.thousands(codes.length), sum });
  });

  // --- Views and export ------------------------------------------------------------------------------------------
  const views = document.getElementById("grid-views");
  views.addEventListener("toggle", () => {
    if (!views.open) return;
    const url = `${config.urls.views}?base=${encodeURIComponent(window.location.pathname)}&query=${encodeURIComponent(query())}`;
    window.htmx.ajax("GET", url, { target: views.querySelector(".menu-list"), swap: "innerHTML" });
  });
  const exporting = document.getElementById("grid-export");
  if (exporting)
    exporting.addEventListener("submit", () => {
      exporting.elements.codes.value = view.codes.join(" ");
    });

  grid.filters = { begin, clear, offer };
})();
