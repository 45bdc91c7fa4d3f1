// The Matriz, which columns are shown and in which order: a menu with a box and two arrows for each, beside dragging
// the headings with a mouse.

import { emit } from "./bus.js";
import { columns } from "./config.js";
import { element, icon } from "./elements.js";
import { tabulator } from "./view.js";
import { word } from "./words.js";

const menu = document.getElementById("grid-columns");
const list = menu.querySelector(".menu-list");

const order = () => {
  const fields = tabulator.getColumns().map((column) => column.getField());
  return fields.filter((field) => field !== "client");
};

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
      const { title } = columns.get(field);
      const line = element("li", "menu-row grid-column-row");
      const label = element("label", "field-check");
      const box = element("input", "form-check-input");
      box.type = "checkbox";
      box.value = field;
      box.checked = tabulator.getColumn(field).isVisible();
      label.append(box, element("span", "", title));
      line.append(
        label,
        arrow(field, "-1", word("move_left", { column: title })),
        arrow(field, "1", word("move_right", { column: title }))
      );
      return line;
    })
  );
};

menu.addEventListener("toggle", () => menu.open && build());
list.addEventListener("change", (event) => {
  const column = tabulator.getColumn(event.target.value);
  if (event.target.checked) column.show();
  else column.hide();
  setTimeout(() => emit("columns"), 0);
});
list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (!button) return;
  const { field, move } = button.dataset;
  const all = order();
  const other = all[all.indexOf(field) + Number(move)];
  if (!other) return;
  tabulator.moveColumn(field, other, move === "1");
  build();
  const again = list.querySelector(`[data-field="${field}"][data-move="${move}"]`);
  if (again) again.focus();
  setTimeout(() => emit("columns"), 0);
});
