// A card of the board by mouse, and by touch: hold it, then drag.

import { board, mark } from "./board.js";
import { move } from "./move.js";

const HOLD = 300; // milliseconds of touch before a card is taken; a shorter one scrolls
const SLACK = 6; // pixels of movement before a press is a drag
let press = null;
let drag = null;

const begin = (event) => {
  const box = press.card.getBoundingClientRect();
  const ghost = press.card.cloneNode(true);
  ghost.classList.add("deal-ghost");
  ghost.style.width = `${box.width}px`;
  ghost.setAttribute("aria-hidden", "true");
  document.body.append(ghost);
  press.card.classList.add("deal-lifted");
  document.body.classList.add("board-dragging");
  drag = { ...press, ghost, dx: press.x - box.left, dy: press.y - box.top };
  press = null;
  follow(event.clientX, event.clientY);
};
const follow = (x, y) => {
  drag.ghost.style.transform = `translate(${x - drag.dx}px, ${y - drag.dy}px)`;
  const under = document.elementFromPoint(x, y);
  drag.over = under && under.closest(".board-column");
  mark(drag.over);
  const edge = board.getBoundingClientRect();
  if (x > edge.right - 40) board.scrollBy(12, 0);
  if (x < edge.left + 40) board.scrollBy(-12, 0);
};
const finish = () => {
  if (press) clearTimeout(press.timer);
  press = null;
  if (!drag) return null;
  const { card, over, ghost } = drag;
  ghost.remove();
  card.classList.remove("deal-lifted");
  document.body.classList.remove("board-dragging");
  mark(null);
  drag = null;
  return { card, over };
};

board.addEventListener("pointerdown", (event) => {
  const card = event.target.closest(".deal");
  if (!card || event.button !== 0 || !event.isPrimary || event.target.closest(".deal-move")) return;
  press = { card, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
  if (press.touch) press.timer = setTimeout(() => press && begin(event), HOLD);
});
document.addEventListener("pointermove", (event) => {
  if (drag) {
    follow(event.clientX, event.clientY);
  } else if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLACK) {
    if (press.touch) finish();
    else begin(event);
  }
});
document.addEventListener("pointerup", () => {
  const dropped = finish();
  if (!dropped) return;
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
  const stage = dropped.over && dropped.over.dataset.stage;
  if (stage && stage !== dropped.card.dataset.stage) move(dropped.card, stage);
});
document.addEventListener("pointercancel", finish);
document.addEventListener("touchmove", (event) => drag && event.preventDefault(), { passive: false });
board.addEventListener("contextmenu", (event) => drag && event.preventDefault());
board.addEventListener("dragstart", (event) => event.preventDefault());
