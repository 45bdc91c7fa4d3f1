// The Matriz, its start: fetch the rows, build the table, join the parts, send what was kept from before.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { config, store } = grid;
  const busy = document.getElementById("grid-loading");

  const bars = () => {
    const press = (name, run) => {
      const button = document.querySelector(`[data-grid="${name}"]`);
      if (button) button.addEventListener("click", run);
      return button;
    };
    const undo = press("undo", () => grid.undo.undo());
    const redo = press("redo", () => grid.undo.redo());
    press("fill", () => {
      grid.blocks.fillDown();
      grid.table.focus();
    });
    grid.on("undo", () => {
      const can = grid.undo.can();
      undo.disabled = !can.undo;
      redo.disabled = !can.redo;
    });
  };

  const start = async () => {
    let list;
    try {
      const answer = await fetch(config.urls.rows, { credentials: "same-origin", headers: { Accept: "application/json" } });
      list = (await answer.json()).rows;
    } catch {
      busy.querySelector("[data-words]").textContent = grid.word("load_failed");
      busy.querySelector("a").hidden = false;
      return;
    }
    store.load(list);
    await grid.table.build(list);
    busy.remove();
    bars();
    grid.filters.begin();
    grid.keys.listen();
    grid.emit("edits");
    store.restore();
    grid.status.showAll();
    grid.table.host.dataset.ready = "yes";
  };
  start();
  // Back from another page: what was refused may have been mended there, and others may have worked meanwhile.
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
})();
