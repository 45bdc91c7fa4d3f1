// The Matriz, many rows at once, for those with the right: boxes choose rows, one form sets one column of all of them.
// Each row is judged by the same rules; those refused show it in their cell, like any other refused cell.

import { on } from "./bus.js";
import { choose, chosen, toggle } from "./choosing.js";
import { config } from "./config.js";
import { post } from "./server.js";
import * as store from "./store.js";
import { refreshHeight } from "./table.js";
import * as undo from "./undo.js";
import { host, view } from "./view.js";
import { count, say, word } from "./words.js";

const bar = document.getElementById("grid-bulk");
const said = document.getElementById("grid-bulk-said");

on("chosen", () => {
  said.textContent = "";
  bar.hidden = chosen.size === 0;
  bar.querySelector("[data-count]").textContent = count("chosen", chosen.size);
  refreshHeight();
});

host.addEventListener("change", (event) => {
  if (event.target.dataset.choose) choose([event.target.dataset.choose], event.target.checked);
});
bar.querySelector("[data-choose-all]").addEventListener("click", () => toggle([...view.codes]));
bar.querySelector("[data-choose-none]").addEventListener("click", () => choose([...chosen], false));

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
  const answer = await post(config.urls.bulk, { codes, field: name, value });
  bar.removeAttribute("aria-busy");
  if (!answer.results) {
    const told = (answer.blockers || []).map((blocker) => blocker.message);
    const words = answer.blockers ? told.join(" ") : word("bulk_lost");
    said.textContent = words;
    said.className = "grid-bulk-said is-bad";
    say(words);
    return;
  }
  const changes = [];
  for (const result of answer.results) {
    store.take(result.row);
    if (result.status === "refused") store.refuse(result.code, name, value, result.blockers);
    else if (before.get(result.code) !== store.committed(result.code, name))
      changes.push({ code: result.code, field: name, from: before.get(result.code), to: value });
  }
  undo.remember(changes);
  const refused = answer.results.filter((result) => result.status === "refused").length;
  const words = word("bulk_done", { saved: answer.results.length - refused, refused });
  said.textContent = words;
  said.className = `grid-bulk-said is-${refused ? "warn" : "ok"}`;
  say(words);
});
