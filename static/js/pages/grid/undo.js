// The Matriz, undo: every change goes through write(), which remembers what stood in each cell. Undoing writes those
// values again through the same door, so that the server judges and history keeps it like any other change.

import { emit } from "./bus.js";
import { config } from "./config.js";
import * as selection from "./selection.js";
import * as store from "./store.js";
import { count, tell, word } from "./words.js";

const DEEP = 200; // changes that can be undone
const done = [];
const undone = [];

const apply = (cells) => cells.map(({ code, field, text }) => store.set(code, field, text)).filter(Boolean);

// Write texts into cells as one change. Returns whether they were not too many.
export const write = (cells) => {
  if (cells.length > config.most_cells) {
    tell(word("too_many", { n: config.most_cells.toLocaleString("es-CO") }), "bad");
    return false;
  }
  remember(apply(cells));
  return true;
};
export const remember = (changes) => {
  if (!changes.length) return;
  done.push(changes);
  if (done.length > DEEP) done.shift();
  undone.length = 0;
  emit("undo");
};

const turn = (from, to, side, said) => {
  const changes = from.pop();
  if (!changes) {
    tell(word(from === done ? "nothing_to_undo" : "nothing_to_redo"));
    return;
  }
  apply(changes.map((one) => ({ code: one.code, field: one.field, text: one[side] })));
  to.push(changes);
  const { code, field } = changes[0];
  selection.goTo(code, field);
  tell(count(said, changes.length));
  emit("undo");
};

export const undo = () => turn(done, undone, "from", "undone");
export const redo = () => turn(undone, done, "to", "redone");
export const can = () => ({ undo: done.length > 0, redo: undone.length > 0 });
