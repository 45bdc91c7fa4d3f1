// The Matriz, undo: every change goes through write(), which remembers what stood in each cell. Undoing writes those
// values again through the same door, so that the server judges and history keeps it like any other change.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { store, config } = grid;
  const DEEP = 200; // changes that can be undone
  const done = [];
  const undone = [];

  const apply = (cells) => cells.map(({ code, field, text }) => store.set(code, field, text)).filter(Boolean);

  // Write texts into cells as one change. Returns whether they were not too many.
  const write = (cells) => {
    if (cells.length > config.most_cells) {
      grid.tell(grid.word("too_many", { n: config.most_cells.toLocaleString("es-CO") }), "bad");
      return false;
    }
    remember(apply(cells));
    return true;
  };
  const remember = (changes) => {
    if (!changes.length) return;
    done.push(changes);
    if (done.length > DEEP) done.shift();
    undone.length = 0;
    grid.emit("undo");
  };

  const turn = (from, to, side, said) => {
    const changes = from.pop();
    if (!changes) {
      grid.tell(grid.word(from === done ? "nothing_to_undo" : "nothing_to_redo"));
      return;
    }
    apply(changes.map((one) => ({ code: one.code, field: one.field, text: one[side] })));
    to.push(changes);
    const { code, field } = changes[0];
    grid.table.goTo(code, field);
    grid.tell(grid.count(said, changes.length));
    grid.emit("undo");
  };

  grid.undo = {
    write,
    remember,
    undo: () => turn(done, undone, "from", "undone"),
    redo: () => turn(undone, done, "to", "redone"),
    can: () => ({ undo: done.length > 0, redo: undone.length > 0 }),
  };
})();
