// The Matriz, many rows at once, for those with the right: boxes choose rows, one form sets one column of all of them.
// Each row is judged by the same rules; those refused show it in their cell, like any other refused cell.
(() => {
  const grid = window.Matriz;
  if (!grid || !grid.config.may.bulk) return;
  const { config, store, element, view } = grid;
  const bar = document.getElementById("grid-bulk");
  const said = document.getElementById("grid-bulk-said");
  const chosen = new Set();

  const box = (row) => {
    const label = element("label", "grid-choose");
    const input = element("input", "form-check-input");
    input.type = "checkbox";
    input.tabIndex = -1;
    input.checked = chosen.has(row.code);
    input.dataset.choose = row.code;
    label.append(input, element("span", "visually-hidden", grid.word("choose_row", { client: row.client, code: row.code })));
    return label;
  };
  const show = () => {
    bar.hidden = chosen.size === 0;
    bar.querySelector("[data-count]").textContent = grid.count("chosen", chosen.size);
    grid.table.refreshHeight();
  };
  const set = (codes, on) => {
    for (const code of codes) {
      if (on) chosen.add(code);
      else chosen.delete(code);
      grid.emit("cell", { code, field: "client" });
    }
    said.textContent = "";
    show();
  };
  // All of them, or none if all were chosen already.
  const toggle = (codes) => {
    set(codes, !codes.every((code) => chosen.has(code)));
    grid.tell(grid.count("chosen", chosen.size));
  };

  grid.table.host.addEventListener("change", (event) => {
    if (event.target.dataset.choose) set([event.target.dataset.choose], event.target.checked);
  });
  bar.querySelector("[data-choose-all]").addEventListener("click", () => toggle([...view.codes]));
  bar.querySelector("[data-choose-none]").addEventListener("click", () => set([...chosen], false));

  const field = bar.querySelector("[name=field]");
  const fit = () => {
    const owner = field.value === "owner";
    bar.querySelector("[data-bulk-text]").hidden = owner;
    bar.querySelector("[data-bulk-owner]").hidden = !owner;
  };
  field.addEventListener("change", fit);
  fit();

  bar.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = field.value;
    const value = bar.querySelector(name === "owner" ? "[name=owner]" : "[name=value]").value;
    const codes = [...chosen];
    const before = new Map(codes.map((code) => [code, store.committed(code, name)]));
    bar.setAttribute("aria-busy", "true");
    const answer = await store.post(config.urls.bulk, { codes, field: name, value });
    bar.removeAttribute("aria-busy");
    if (!answer.results) {
      const words = answer.blockers ? answer.blockers.map((blocker) => blocker.message).join(" ") : grid.word("bulk_lost");
      said.textContent = words;
      said.className = "grid-bulk-said is-bad";
      grid.say(words);
      return;
    }
    const changes = [];
    for (const result of answer.results) {
      store.take(result.row);
      if (result.status === "refused") store.refuse(result.code, name, value, result.blockers);
      else if (before.get(result.code) !== store.committed(result.code, name))
        changes.push({ code: result.code, field: name, from: before.get(result.code), to: value });
    }
    grid.undo.remember(changes);
    const refused = answer.results.filter((result) => result.status === "refused").length;
    const words = grid.word("bulk_done", { saved: answer.results.length - refused, refused });
    said.textContent = words;
    said.className = `grid-bulk-said is-${refused ? "warn" : "ok"}`;
    grid.say(words);
  });

  grid.choosing = { box, toggle };
})();
