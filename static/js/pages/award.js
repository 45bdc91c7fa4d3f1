// Recording an award: the date of an e-mail is proposed, the terms follow the version that was accepted, and what
// differs from the offer stands beside what is typed. A letter without its date is stopped here, since the browser
// would forget the chosen file. The server judges all of it again.

import { grouped } from "../shared/digits.js";
import { numberIn } from "../shared/numbers.js";

const form = document.querySelector("[data-award]");
const table = form.querySelector("[data-award-difference]");
const offers = JSON.parse(document.getElementById("award-offers").textContent);
const terms = ["seats", "unit_value", "contract_months"];
const money = new Set(["unit_value", "monthly"]);
const field = (name) => form.elements[name];
const read = (name) => {
  const number = numberIn(field(name));
  return number === null ? null : Number(number);
};
const written = (name, value) => {
  if (value === null) return "–";
  return `${value < 0 ? "-" : ""}${money.has(name) ? "$ " : ""}${grouped(Math.abs(value))}`;
};
const offered = () => offers[field("proposal").value] || offers[""];

const show = () => {
  const offer = offered();
  const monthly = offer.seats * offer.unit_value;
  const given = Object.fromEntries(terms.map((name) => [name, read(name)]));
  given.monthly = given.seats === null || given.unit_value === null ? null : given.seats * given.unit_value;
  for (const [name, value] of Object.entries({ ...offer, monthly })) {
    const awarded = given[name];
    const cell = form.querySelector(`[data-difference="${name}"]`);
    form.querySelector(`[data-offered="${name}"]`).textContent = written(name, value);
    form.querySelector(`[data-awarded="${name}"]`).textContent = written(name, awarded);
    const difference = awarded === null ? null : awarded - value;
    cell.textContent = difference === 0 ? table.dataset.equal : written(name, difference);
    cell.classList.toggle("is-bad", difference !== null && difference < 0);
    cell.classList.toggle("is-ok", difference !== null && difference > 0);
  }
  const lost = given.monthly !== null && given.monthly < monthly;
  form.querySelector("[data-award-lost]").hidden = !(lost || field("shared_with").value.trim());
  table.hidden = false;
};

// What nobody typed over follows the version that is chosen.
let last = offered();
field("proposal").addEventListener("change", () => {
  const now = offered();
  for (const name of terms) {
    if (read(name) !== last[name]) continue;
    field(name).value = grouped(Math.abs(now[name]));
  }
  last = now;
  show();
});
form.addEventListener("input", show);
show();

const HEAD = 65536;
const dated = form.querySelector("[data-award-dated]");
let proposed = "";
const dayOf = (head) => {
  const end = head.search(/\r?\n\r?\n/);
  const found = (end < 0 ? head : head.slice(0, end)).match(/^Date:[ \t]*(.+(?:\r?\n[ \t].+)*)/im);
  const moment = found ? new Date(found[1].replace(/\s+/g, " ").replace(/\s*\(.*\)\s*$/, "")) : null;
  if (!moment || Number.isNaN(moment.getTime())) return "";
  return new Intl.DateTimeFormat("en-CA", { timeZone: "America/Bogota" }).format(moment);
};
const on = field("awarded_on");
const undated = form.querySelector("[data-award-undated]");
const mark = document.createElement("span");
mark.append(form.querySelector("[data-award-mark]").content);
on.labels[0].append(mark);
const refuse = (refused) => {
  undated.hidden = !refused;
  on.classList.toggle("is-invalid", refused);
  if (!refused) {
    on.removeAttribute("aria-invalid");
    return;
  }
  on.setAttribute("aria-invalid", "true");
  on.focus();
};
const demand = (demanded) => {
  on.required = demanded;
  mark.hidden = !demanded;
  refuse(false);
};
demand(false);
on.addEventListener("input", () => refuse(false));
form.addEventListener("submit", (event) => {
  if (!on.required || on.value) return;
  event.preventDefault();
  refuse(true);
});
field("document").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  dated.hidden = true;
  demand(Boolean(file) && !/\.(eml|msg)$/i.test(file.name));
  if (!file || !/\.eml$/i.test(file.name)) return;
  const day = dayOf(await file.slice(0, HEAD).text());
  if (!day) demand(true);
  if (!day || (on.value && on.value !== proposed)) return;
  on.value = day;
  proposed = day;
  dated.hidden = false;
});
