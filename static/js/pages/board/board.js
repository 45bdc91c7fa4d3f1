// The board as it stands: its columns and cards, its words, and what it says to a screen reader.

export const board = document.querySelector("[data-board]");
const status = document.getElementById("board-status");

export const words = (key, name = "") => board.dataset[`words${key}`].replace(/\{\w+\}/, name);
export const say = (text) => {
  status.textContent = text;
};

export const nameOf = (card) => card.querySelector(".deal-client").textContent;
export const columns = () => [...board.querySelectorAll(".board-column")];
export const columnOf = (stage) => board.querySelector(`.board-column[data-stage="${stage}"]`);
export const cardOf = (code) => board.querySelector(`.deal[data-code="${CSS.escape(code)}"]`);

// Show which column a card would go to; none for null.
export const mark = (column) => {
  columns().forEach((one) => one.classList.toggle("column-over", one === column));
};
