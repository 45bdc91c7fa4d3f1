// The Matriz, the edits that are not saved yet, kept on this computer: one item a cell, so that neither a closed page
// nor a second tab loses them.

import { config } from "./config.js";
import { tell, word } from "./words.js";

const PREFIX = `matriz.${config.user}.`;
const nameOf = ({ code, field }) => `${PREFIX}${code}.${field}`;

export const keep = (edit) => {
  const { code, field, value, base, version, state, theirs } = edit;
  try {
    localStorage.setItem(nameOf(edit), JSON.stringify({ code, field, value, base, version, state, theirs }));
  } catch {
    tell(word("storage_full"), "bad");
  }
};

export const forget = (edit) => {
  try {
    localStorage.removeItem(nameOf(edit));
  } catch {
    // Nothing was kept where storage is closed.
  }
};

export const kept = () => {
  const found = [];
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const name = localStorage.key(at);
      if (name.startsWith(PREFIX)) found.push(JSON.parse(localStorage.getItem(name)));
    }
  } catch {
    return [];
  }
  return found;
};
