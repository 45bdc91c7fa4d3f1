// The board by keyboard: arrows walk the cards; Space takes one, arrows carry it, Enter drops it, Escape puts it back;
// M opens its menu.

import { board, columns, mark, nameOf, say, words } from "./board.js";
import { openMenu } from "./menu.js";
import { move } from "./move.js";

let taken = null;

const letGo = () => {
  taken.card.classList.remove("deal-taken");
  mark(null);
  const was = taken;
  taken = null;
  return was;
};
const take = (card) => {
  taken = { card, at: columns().findIndex((one) => one.dataset.stage === card.dataset.stage) };
  card.classList.add("deal-taken");
  mark(columns()[taken.at]);
  say(words("Taken", nameOf(card)));
};
const steer = (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    const all = columns();
    taken.at = Math.max(0, Math.min(all.length - 1, taken.at + step));
    mark(all[taken.at]);
    all[taken.at].scrollIntoView({ block: "nearest", inline: "nearest" });
    say(words("Over", all[taken.at].dataset.label));
  } else if (event.key === "Enter" || event.key === " ") {
    const { card, at } = letGo();
    const stage = columns()[at].dataset.stage;
    if (stage === card.dataset.stage) say(words("Back", nameOf(card)));
    else move(card, stage);
  } else if (event.key === "Escape" || event.key === "Tab") {
    say(words("Back", nameOf(letGo().card)));
    if (event.key === "Tab") return;
  }
  event.preventDefault();
};
const walk = (card, key) => {
  const list = [...card.parentElement.querySelectorAll(".deal")];
  const at = list.indexOf(card);
  let next = { ArrowUp: list[at - 1], ArrowDown: list[at + 1] }[key];
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const all = columns();
    const way = key === "ArrowLeft" ? -1 : 1;
    let column = all.indexOf(card.closest(".board-column")) + way;
    while (all[column] && !next) {
      const there = all[column].querySelectorAll(".deal");
      next = there[Math.min(at, there.length - 1)];
      column += way;
    }
  }
  if (next) next.querySelector(".deal-client").focus();
  return Boolean(next);
};
board.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (taken) {
    steer(event);
  } else if (event.target.matches(".deal-client")) {
    const card = event.target.closest(".deal");
    if (event.key === " ") {
      event.preventDefault();
      take(card);
    } else if (event.key === "m") {
      event.preventDefault();
      openMenu(card);
    } else if (event.key.startsWith("Arrow") && walk(card, event.key)) {
      event.preventDefault();
    }
  }
});
