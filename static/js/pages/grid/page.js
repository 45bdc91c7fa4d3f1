// The Matriz, its start: fetch the rows, build the table, join the parts, send what was kept from before.

import { emit, on } from "./bus.js";
import { fillDown } from "./clipboard.js";
import "./column_menu.js";
import { config } from "./config.js";
import * as filters from "./filters.js";
import * as keys from "./keys.js";
import * as selection from "./selection.js";
import * as status from "./status.js";
import * as store from "./store.js";
import { build } from "./table.js";
import "./totals.js";
import * as history from "./undo.js";
import { host } from "./view.js";
import { word } from "./words.js";

const busy = document.getElementById("grid-loading");

const bars = () => {
  const press = (name, run) => {
    const button = document.querySelector(`[data-grid="${name}"]`);
    if (button) button.addEventListener("click", run);
    return button;
  };
  const undo = press("undo", history.undo);
  const redo = press("redo", history.redo);
  press("fill", () => {
    fillDown();
    selection.focus();
  });
  on("undo", () => {
    const can = history.can();
    undo.disabled = !can.undo;
    redo.disabled = !can.redo;
  });
};

const start = async () => {
  let list;
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(config.urls.rows, { credentials: "same-origin", headers });
    list = (await answer.json()).rows;
  } catch {
    busy.querySelector("[data-words]").textContent = word("load_failed");
    busy.querySelector("a").hidden = false;
    return;
  }
  store.load(list);
  await build(list);
  busy.remove();
  bars();
  filters.begin();
  keys.listen();
  emit("edits");
  store.restore();
  status.showAll();
  host.dataset.ready = "yes";
};
start();
// Back from another page: what was refused may have been mended there, and others may have worked meanwhile.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
