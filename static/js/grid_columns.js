// The Matriz, which columns are shown and in which order: a menu with a box and two arrows for each, beside dragging the
// headings with a mouse.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { element, icon } = grid;
  const menu = document.getElementById("grid-columns");
  const list = menu.querySelector(".menu-list");

  const order = () => grid.table.tabulator().getColumns().map((column) => column.getField()).filter((field) => field !== "client");

  const arrow = (field, way, label) => {
    const button = element("button", "btn btn-ghost btn-icon btn-sm");
    button.type = "button";
    button.dataset.move = way;
    button.dataset.field = field;
    button.append(icon(way === "-1" ? "arrow-left" : "arrow-right"), element("span", "visually-hidden", label));
    return button;
  };
  const build = () => {
    list.replaceChildren(
      ...order().map((field) => {
        const { title } = grid.columns.get(field);
        const line = element("li", "menu-row grid-column-row");
        const label = element("label", "field-check");
        const box = element("input", "form-check-input");
        box.type = "checkbox";
        box.value = field;
        box.checked = grid.table.tabulator().getColumn(field).isVisible();
        label.append(box, element("span", "", title));
        line.append(
          label,
          arrow(field, "-1", grid.word("move_left", { column: title })),
          arrow(field, "1", grid.word("move_right", { column: title }))
        );
        return line;
      })
    );
  };

  menu.addEventListener("toggle", () => menu.open && build());
  list.addEventListener("change", (event) => {
    const column = grid.table.tabulator().getColumn(event.target.value);
    if (event.target.checked) column.show();
    else column.hide();
    setTimeout(() => grid.emit("columns"), 0);
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const { field, move } = button.dataset;
    const all = order();
    const other = all[all.indexOf(field) + Number(move)];
    if (!other) return;
    grid.table.tabulator().moveColumn(field, other, move === "1");
    build();
    const again = list.querySelector(`[data-field="${field}"][data-move="${move}"]`);
    if (again) again.focus();
    setTimeout(() => grid.emit("columns"), 0);
  });
})();
