// "Move to…" of a card: a menu of the other stages, and the page of its opportunity.

import { board, columns, nameOf, words } from "./board.js";
import { move } from "./move.js";

let menu = null;

const closeMenu = (focus) => {
  if (!menu) return;
  const { element, card } = menu;
  menu = null;
  element.remove();
  if (focus) card.querySelector(".deal-move").focus();
};
export const openMenu = (card) => {
  closeMenu(false);
  const element = document.createElement("div");
  element.className = "menu-list move-menu";
  element.setAttribute("role", "menu");
  element.setAttribute("aria-label", words("Menu", nameOf(card)));
  for (const column of columns()) {
    if (column.dataset.stage === card.dataset.stage) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "menu-item";
    button.setAttribute("role", "menuitem");
    button.textContent = column.dataset.label;
    button.addEventListener("click", () => {
      closeMenu(false);
      move(card, column.dataset.stage);
    });
    element.append(button);
  }
  const link = document.createElement("a");
  link.className = "menu-item";
  link.setAttribute("role", "menuitem");
  link.href = card.querySelector(".deal-client").href;
  link.textContent = words("Page");
  element.append(link);
  document.body.append(element);
  const box = card.querySelector(".deal-move").getBoundingClientRect();
  const size = element.getBoundingClientRect();
  element.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - size.width - 8))}px`;
  const fits = box.bottom + size.height + 8 < window.innerHeight;
  element.style.top = `${fits ? box.bottom + 4 : box.top - size.height - 4}px`;
  element.style.right = "auto";
  menu = { element, card };
  element.firstElementChild.focus();
  element.addEventListener("keydown", (event) => {
    const all = [...element.querySelectorAll(".menu-item")];
    const at = all.indexOf(document.activeElement);
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way) all[(at + way + all.length) % all.length].focus();
    else if (event.key === "Escape") closeMenu(true);
    else if (event.key === "Tab") closeMenu(true);
    else return;
    event.preventDefault();
  });
};
board.addEventListener("click", (event) => {
  const opener = event.target.closest(".deal-move");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  openMenu(opener.closest(".deal"));
});
document.addEventListener("click", (event) => menu && !menu.element.contains(event.target) && closeMenu(false));
