// The Matriz, which rows are chosen for the change of many: a box in each row, for those with the right.

import { emit } from "./bus.js";
import { config } from "./config.js";
import { element } from "./elements.js";
import { count, tell, word } from "./words.js";

export const mayChoose = config.may.bulk;

export const chosen = new Set();

export const box = (row) => {
  const label = element("label", "grid-choose");
  const input = element("input", "form-check-input");
  input.type = "checkbox";
  input.tabIndex = -1;
  input.checked = chosen.has(row.code);
  input.dataset.choose = row.code;
  const words = word("choose_row", { client: row.client, code: row.code });
  label.append(input, element("span", "visually-hidden", words));
  return label;
};

export const choose = (codes, on) => {
  for (const code of codes) {
    if (on) chosen.add(code);
    else chosen.delete(code);
    emit("cell", { code, field: "client" });
  }
  emit("chosen");
};

// All of them, or none if all were chosen already.
export const toggle = (codes) => {
  choose(codes, !codes.every((code) => chosen.has(code)));
  tell(count("chosen", chosen.size));
};
