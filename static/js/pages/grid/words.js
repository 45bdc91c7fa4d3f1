// The Matriz, its words, which the page holds in the language of the person, and how they are said.

import { config } from "./config.js";

export const word = (key, values = {}) =>
  (config.words[key] || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

// `count("pasted", 3)` picks pasted_one or pasted_many.
export const count = (key, n) => word(`${key}_${n === 1 ? "one" : "many"}`, { n: n.toLocaleString("es-CO") });

export const say = (text) => {
  document.getElementById("grid-said").textContent = text;
};

// What the person did just now: heard by a screen reader and seen for a moment.
export const tell = (text, level = "info") => {
  say(text);
  const note = document.getElementById("grid-told");
  note.textContent = text;
  note.title = text;
  note.dataset.level = level;
};
