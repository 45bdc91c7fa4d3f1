// The Matriz, sums: the totals of the rows in sight under the table, and of the cells selected in one column.

import { grouped } from "../../shared/digits.js";
import { on } from "./bus.js";
import { columns } from "./config.js";
import * as selection from "./selection.js";
import * as store from "./store.js";
import * as values from "./values.js";
import { touch, view } from "./view.js";
import { word } from "./words.js";

const totals = document.getElementById("grid-totals");

let planned = false;
const add = () => {
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
    const exact = ["count", "seats"].includes(name) ? grouped(value) : values.money(value);
    into.textContent = ["count", "seats"].includes(name) || !touch ? exact : values.moneyShort(value);
    into.value = String(Math.round(value));
    into.title = exact;
  }
};
const plan = () => {
  if (planned) return;
  planned = true;
  requestAnimationFrame(add);
};
on("view", plan);
on("row", plan);

// What is selected in one column, added up, as a spreadsheet does.
const added = document.getElementById("grid-sum");
on("active", () => {
  const { top, bottom, left, right } = selection.bounds();
  const field = view.fields[left];
  const column = columns.get(field);
  if (left !== right || top === bottom || !column || !["number", "money"].includes(column.kind)) {
    added.textContent = "";
    return;
  }
  const codes = view.codes.slice(top, bottom + 1);
  const whole = codes.reduce((all, code) => all + (Number(store.rows.get(code)[field]) || 0), 0);
  const sum = column.kind === "money" ? values.money(whole) : grouped(whole);
  added.textContent = word("sum", { n: grouped(codes.length), sum });
});
