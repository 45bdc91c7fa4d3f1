// Shows the monthly and the total value of an opportunity while its figures are typed. The database computes them.

import { money } from "../shared/digits.js";
import { numberIn } from "../shared/numbers.js";

const form = document.querySelector("[data-derived]");
const read = (id) => {
  const number = numberIn(document.getElementById(id));
  return number === null ? null : BigInt(number);
};
const write = (selector, value) => {
  form.querySelector(selector).value = value === null ? "–" : money(value);
};
const show = () => {
  const seats = read("id_seats");
  const value = read("id_unit_value");
  const months = read("id_contract_months");
  const monthly = seats === null || value === null ? null : seats * value;
  write("[data-derived-monthly]", monthly);
  write("[data-derived-total]", monthly === null || months === null ? null : monthly * months);
};
form.addEventListener("input", show);
show();
