// The targets of the plan, month by month: what the twelve months add up to while one types.

import { money } from "../../shared/digits.js";
import { numberIn } from "../../shared/numbers.js";

const form = document.querySelector("form[data-sum]");
const words = form.querySelector("[data-sum-words]");
const amount = (field) => Number(numberIn(field) || 0);

const show = () => {
  const year = amount(form.querySelector("[name=yearly]"));
  const months = [...form.querySelectorAll("[name^=month_]")].reduce((sum, field) => sum + amount(field), 0);
  const off = year - months;
  const beside = off > 0 ? words.dataset.sumLess : words.dataset.sumMore;
  const tail = off ? `${money(Math.abs(off))} ${beside}` : words.dataset.sumEqual;
  words.textContent = `${words.dataset.sumLabel} ${money(Math.abs(months))}: ${tail}`;
  words.parentElement.classList.toggle("is-off", off !== 0);
};

form.addEventListener("input", show);
show();
