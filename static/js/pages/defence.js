// The agenda of a defence: adds up the minutes while they are typed, and marks a sum that no longer fits.

import { numberIn } from "../shared/numbers.js";

const sum = document.querySelector("[data-agenda-sum]");
const slot = Number(sum.dataset.agendaSum);
const add = () => {
  let total = 0;
  document.querySelectorAll("[data-agenda-line]").forEach((line) => {
    const title = line.querySelector('[name$="-title"]');
    const out = line.querySelector('[name$="-DELETE"]');
    const minutes = line.querySelector('[name$="-minutes"]');
    if (title.value.trim() && !(out && out.checked)) total += Number(numberIn(minutes) || 0);
  });
  sum.textContent = sum.dataset.agendaWords.replace("#", total);
  sum.classList.toggle("is-warn", slot > 0 && total > slot);
};
document.addEventListener("input", add);
add();
