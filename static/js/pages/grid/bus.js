// The Matriz, what its parts tell each other without knowing who listens:
//   cell {code, field}, row code   what a cell, or a whole row, shows has changed
//   edits                          an edit began, or its state changed
//   trouble edit                   the server has refused an edit, or found it in conflict
//   view                           other rows or columns are in sight
//   active                         another cell is active, or others are selected
//   columns, sorted                the columns, or the order of the rows, were arranged anew
//   chosen                         other rows are chosen for the change of many
//   undo                           there is more, or less, to undo
//   write-chosen {text}            a text is to go into every selected cell

const heard = new Map();

export const on = (name, listener) => {
  if (!heard.has(name)) heard.set(name, []);
  heard.get(name).push(listener);
};

export const emit = (name, detail) => {
  (heard.get(name) || []).forEach((listener) => listener(detail));
};
