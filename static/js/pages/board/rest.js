// The cards that follow, as a column scrolls: one that came back to a column, or was moved here meanwhile, is already on
// the board and stays where it is, at its newest.

import { board } from "./board.js";

document.addEventListener("htmx:load", (event) => {
  const card = event.detail.elt;
  if (!(card instanceof Element) || !card.matches("[data-board] .deal")) return;
  const same = board.querySelectorAll(`.deal[data-code="${CSS.escape(card.dataset.code)}"]`);
  const there = [...same].find((one) => one !== card);
  if (!there) return;
  if (Number(there.dataset.version) >= Number(card.dataset.version)) card.remove();
  else there.remove();
});
