// The Matriz, keyboard, mouse and touch while no cell is being edited. Typing opens the editor; Escape lets Tab out.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { view } = grid;
  let leaving = false;

  const go = (...to) => grid.table.go(...to);

  // Tab walks the cells of a row, then those of the next one.
  const tab = (way) => {
    const { anchor } = grid.table.range();
    let { row, column } = anchor;
    column += way;
    if (column >= view.fields.length && row < view.codes.length - 1) {
      row += 1;
      column = 1;
    } else if (column < 0 && row > 0) {
      row -= 1;
      column = view.fields.length - 1;
    }
    go(row, column);
  };

  const steps = (event, from) => {
    const all = event.ctrlKey || event.metaKey;
    const lastRow = view.codes.length - 1;
    const lastColumn = view.fields.length - 1;
    switch (event.key) {
      case "ArrowUp":
        return [all ? 0 : from.row - 1, from.column];
      case "ArrowDown":
        return [all ? lastRow : from.row + 1, from.column];
      case "ArrowLeft":
        return [from.row, all ? 0 : from.column - 1];
      case "ArrowRight":
        return [from.row, all ? lastColumn : from.column + 1];
      case "PageUp":
        return [from.row - grid.table.page(), from.column];
      case "PageDown":
        return [from.row + grid.table.page(), from.column];
      case "Home":
        return [all ? 0 : from.row, 0];
      case "End":
        return [all ? lastRow : from.row, lastColumn];
      default:
        return null;
    }
  };

  const command = (event) => {
    const key = event.key.toLowerCase();
    const shortcuts = {
      z: () => (event.shiftKey ? grid.undo.redo() : grid.undo.undo()),
      y: () => grid.undo.redo(),
      d: () => grid.blocks.fillDown(),
      a: () => grid.table.select(0, 0, view.codes.length - 1, view.fields.length - 1),
    };
    if (!shortcuts[key] || event.altKey) return false;
    shortcuts[key]();
    return true;
  };

  const press = (event) => {
    const { anchor, head } = grid.table.range();
    const to = steps(event, event.shiftKey ? head : anchor);
    if (to) {
      go(...to, event.shiftKey);
      return true;
    }
    if (event.ctrlKey || event.metaKey) return command(event);
    if (event.altKey) return false;
    switch (event.key) {
      case "Tab":
        if (leaving) {
          grid.table.leave();
          return false;
        }
        tab(event.shiftKey ? -1 : 1);
        return true;
      case "Enter":
        if (event.shiftKey) go(anchor.row - 1, anchor.column);
        else if (grid.table.here().field === "client") openPage();
        else if (!grid.editor.start("edit")) return true;
        return true;
      case "F2":
        grid.editor.start("edit");
        return true;
      case "Delete":
      case "Backspace":
        grid.blocks.clear();
        return true;
      case "Escape":
        go(anchor.row, anchor.column);
        leaving = true;
        grid.tell(grid.word("leave_hint"));
        return true;
      case "F6":
        return grid.status.focusActions();
      case "F8":
        grid.status.nextTrouble(event.shiftKey ? -1 : 1);
        return true;
      case "?":
        document.getElementById("grid-help").showModal();
        return true;
      case " ":
        if (event.shiftKey && grid.choosing) {
          const { top, bottom } = grid.table.bounds();
          grid.choosing.toggle(view.codes.slice(top, bottom + 1));
          return true;
        }
        return type(event);
      default:
        return type(event);
    }
  };
  // The key itself goes into the field that now has the focus: accents and other input methods work as everywhere.
  const type = (event) => {
    if (event.key.length === 1 || event.key === "Dead" || event.key === "Process") {
      if (!grid.editor.start("type")) event.preventDefault();
    }
    return false;
  };
  const openPage = () => {
    const cell = grid.table.cellElement(grid.table.here().code, "client");
    if (cell) cell.querySelector("a").click();
  };

  const listen = () => {
    const { host, holder: inside } = grid.table;
    const holder = inside();
    const within = (target) => target === host || holder.contains(target);
    host.addEventListener("keydown", (event) => {
      if (grid.editor.isOpen() || !within(event.target) || event.isComposing) return;
      if (event.target.matches("input")) return;
      if (event.key !== "Tab" && event.key !== "Shift" && event.key !== "Escape") leaving = false;
      if (press(event)) event.preventDefault();
    });
    host.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !host.contains(event.relatedTarget)) leaving = false;
    });

    let dragging = null;
    let touched = false; // the mouse events that follow a touch are not a mouse
    holder.addEventListener("mousedown", (event) => {
      if (touched || event.button !== 0 || event.target.closest(".grid-editor, .grid-choose")) return;
      const at = grid.table.cellAt(event.target);
      if (!at) return;
      if (grid.editor.isOpen()) grid.editor.commit();
      if (event.target.closest("a")) return;
      event.preventDefault();
      go(at.row, at.column, event.shiftKey);
      grid.table.focus();
      dragging = { at };
    });
    document.addEventListener("mousemove", (event) => {
      if (!dragging) return;
      const box = holder.getBoundingClientRect();
      const x = Math.max(box.left + 4, Math.min(event.clientX, box.right - 20));
      const y = Math.max(box.top + 4, Math.min(event.clientY, box.bottom - 20));
      if (event.clientY > box.bottom - 12) holder.scrollTop += 17;
      if (event.clientY < box.top + 12) holder.scrollTop -= 17;
      const at = grid.table.cellAt(document.elementFromPoint(x, y) || holder);
      if (at && (at.row !== dragging.at.row || at.column !== dragging.at.column)) {
        dragging.at = at;
        go(at.row, at.column, true);
      }
    });
    document.addEventListener("mouseup", () => {
      dragging = null;
    });
    // Before Tabulator, which would select the cell's text and so take the typing from the editor.
    holder.addEventListener("dblclick", (event) => {
      if (event.target.closest("a, .grid-editor, .grid-choose") || !grid.table.cellAt(event.target)) return;
      event.stopPropagation();
      event.preventDefault();
      grid.editor.start("edit");
    }, { capture: true });
    // By touch a tap selects and a second tap on the same cell edits; a swipe scrolls and does neither.
    let last = "";
    holder.addEventListener("touchstart", () => {
      touched = true;
    }, { passive: true });
    holder.addEventListener("click", (event) => {
      if (!touched || event.target.closest("a, .grid-editor, .grid-choose")) return;
      touched = false;
      const at = grid.table.cellAt(event.target);
      if (!at) return;
      if (grid.editor.isOpen()) grid.editor.commit();
      const name = `${view.codes[at.row]} ${view.fields[at.column]}`;
      if (name === last) grid.editor.start("edit");
      else go(at.row, at.column);
      last = name;
    });
  };

  grid.keys = { tab, listen };
})();
