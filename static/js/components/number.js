// Number boxes: what was understood of a number stands beside its box while one types, and why it cannot be read. The
// words come from components/_number_words.html; the server reads again what is sent.

import { inWords, read, written } from "../shared/numbers.js";

const BOX = "input[data-number]";
const known = document.getElementById("number-words").dataset;
const isPlain = (box) => box.dataset.plain === "yes";

const beside = (box) => {
  const there = [...document.querySelectorAll("output.field-understood")].find((one) => one.htmlFor.contains(box.id));
  if (there) return there;
  const output = document.createElement("output");
  output.className = "field-understood";
  output.htmlFor.add(box.id);
  (box.closest(".input-group") || box).after(output);
  return output;
};

const understood = (box) => {
  const kind = box.dataset.number;
  const decimals = Number(box.dataset.decimals || 0);
  const { value, problem, readings = [] } = read(box.value, kind, decimals);
  if (value === undefined) {
    const [one, other] = readings.map((each) => (each === null ? "" : inWords(each, kind)));
    const why = problem === "whole" && kind === "money" ? "pesos" : problem;
    return known[why].replace("ONE", one).replace("OTHER", other).replace("DECIMALS", decimals);
  }
  const unit = box.dataset.many ? ` ${value === "1" ? box.dataset.one : box.dataset.many}` : "";
  return `= ${inWords(value, kind, isPlain(box))}${unit}`;
};

const tell = (box) => {
  const output = beside(box);
  const blank = box.value.trim() === "";
  const words = blank ? "" : understood(box);
  output.classList.toggle("is-doubt", !blank && !words.startsWith("="));
  if (output.textContent !== words) output.textContent = words;
};

let waiting = 0;
document.addEventListener("input", (event) => {
  if (!event.target.matches?.(BOX)) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => tell(event.target), 150);
});

// Digits alone get their thousands when one leaves the box; whatever else was typed stays as it was.
document.addEventListener("focusout", (event) => {
  const box = event.target;
  if (!box.matches?.(BOX) || isPlain(box) || !/^-?\d{4,18}$/.test(box.value.trim())) return;
  const { value } = read(box.value, box.dataset.number);
  if (value !== undefined) box.value = written(value, box.dataset.number);
});
