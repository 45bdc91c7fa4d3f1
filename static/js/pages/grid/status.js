// The Matriz, what it says: one line for the state of all edits, and one for the active cell with what can be done
// about it: try again, put back, keep mine, take theirs, follow the link that mends it.

import { on } from "./bus.js";
import * as cells from "./cells.js";
import { columns, config } from "./config.js";
import { element, icon } from "./elements.js";
import * as filters from "./filters.js";
import { locked } from "./rights.js";
import * as selection from "./selection.js";
import * as store from "./store.js";
import * as values from "./values.js";
import { host, view } from "./view.js";
import { count, say, tell, word } from "./words.js";

const state = document.getElementById("grid-state");
const acts = document.getElementById("grid-state-actions");
const bar = document.getElementById("grid-cell");
const words = bar.querySelector("[data-words]");
const actions = bar.querySelector("[data-actions]");

const button = (label, run, style = "btn-secondary") => {
  const made = element("button", `btn ${style} btn-sm`, label);
  made.type = "button";
  made.addEventListener("click", run);
  return made;
};

// --- The active cell -----------------------------------------------------------------------------------------
const shown = (field, value) => values.shown(field, value) || word("empty");
const before = ({ code, field }) => shown(field, store.committed(code, field));
const back = () => selection.focus();
const ACTIONS = {
  refused: (edit) => [
    ...edit.links.map(({ url, link }) => {
      const made = element("a", "btn btn-primary btn-sm", link || word("open_page", { code: edit.code }));
      made.href = url;
      return made;
    }),
    button(word("retry"), () => (store.again(edit), back())),
    button(word("drop", { value: before(edit) }), () => (store.takeTheirs(edit), back())),
  ],
  conflict: (edit) => [
    button(word("keep_mine"), () => (store.again(edit, true), back())),
    button(word("take_theirs"), () => (store.takeTheirs(edit), back())),
  ],
  offline: () => [button(word("again_now"), () => (store.tryNow(), back()))],
};
const aside = (edit) => {
  if (edit.state === "refused") return [element("span", "is-bad", edit.message)];
  if (edit.state !== "conflict") return [];
  return [
    element("strong", "", word("yours", { value: shown(edit.field, edit.value) })),
    element("strong", "", word("theirs", { value: shown(edit.field, edit.theirs) })),
  ];
};
const where = (row, field) => word("cell_of", { client: row.client, column: columns.get(field).title });
const isTrouble = (edit) => edit.state === "refused" || edit.state === "conflict";
const showCell = () => {
  const { code, field } = selection.here();
  const row = store.rows.get(code);
  if (!row) {
    words.replaceChildren();
    actions.replaceChildren();
    bar.dataset.state = "";
    return;
  }
  const edit = store.editOf(code, field);
  const name = element("span", "grid-cell-name", where(row, field));
  const why = locked(row, field);
  const content = [name];
  if (edit) {
    const tone = isTrouble(edit) ? "bad" : "info";
    const mark = element("span", `grid-cell-state is-${tone}`);
    mark.append(icon(cells.STATES[edit.state]), document.createTextNode(` ${word(edit.state)}`));
    content.push(mark, ...aside(edit));
  } else {
    content.push(element("span", "grid-cell-value", values.shown(field, store.value(code, field))));
    if (why && field !== "client" && field !== "code") {
      const lock = element("span", "muted");
      lock.append(icon("lock"), document.createTextNode(` ${why}`));
      content.push(lock);
    }
  }
  words.replaceChildren(...content);
  actions.replaceChildren(...(edit && ACTIONS[edit.state] ? ACTIONS[edit.state](edit) : []));
  bar.dataset.state = edit ? edit.state : "";
};
let planned = false;
const planCell = () => {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    if (!bar.contains(document.activeElement)) showCell();
  });
};
on("active", planCell);
on("view", planCell);
on("row", planCell);
on("edits", () => requestAnimationFrame(showCell));

export const focusActions = () => {
  const first = actions.querySelector("a, button");
  if (first) first.focus();
  return Boolean(first);
};
bar.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" && event.key !== "F6") return;
  event.preventDefault();
  back();
});

// --- All of them ---------------------------------------------------------------------------------------------
const tally = () => {
  const found = { waiting: 0, saving: 0, offline: 0, refused: 0, conflict: 0 };
  for (const edit of store.edits.values()) found[edit.state] += 1;
  return found;
};
const put = (tone, picture, text) => {
  if (state.dataset.text === text) return;
  state.dataset.text = text;
  state.className = `grid-state is-${tone}`;
  state.replaceChildren(icon(picture), element("span", "", text));
};
export const showAll = () => {
  const found = tally();
  const going = found.waiting + found.saving;
  const { signedOut, nextTry } = store.network();
  const made = [];
  if (found.offline) {
    if (signedOut) {
      put("warn", "cloud-slash", word("signed_out", { n: found.offline + going }));
      const link = element("a", "btn btn-secondary btn-sm", word("sign_in"));
      link.href = config.urls.sign_in;
      made.push(link);
    } else put("warn", "cloud-slash", count("offline", found.offline + going));
    const seconds = Math.ceil((nextTry - Date.now()) / 1000);
    if (seconds > 0) made.push(element("span", "muted", word("again_in", { n: seconds })));
    made.push(button(word("again_now"), store.tryNow));
  } else if (going) put("info", "arrow-repeat", count("saving", going));
  else if (found.refused + found.conflict === 0) put("ok", "check2-circle", word("all_saved"));
  const troubles = [];
  if (found.refused) troubles.push(count("refused", found.refused));
  if (found.conflict) troubles.push(count("conflict", found.conflict));
  if (troubles.length) {
    if (!found.offline && !going) put("bad", "exclamation-triangle-fill", troubles.join(" · "));
    const jump = button(found.offline || going ? troubles.join(" · ") : word("see"), () => nextTrouble(1));
    jump.dataset.trouble = "";
    made.push(jump);
  }
  if (!acts.contains(document.activeElement) || !made.length) acts.replaceChildren(...made);
};
let clock = null;
on("edits", () => {
  host.dataset.unsaved = String(store.edits.size);
  if (clock) return;
  clock = setTimeout(() => {
    clock = null;
    showAll();
  }, 120);
});
setInterval(() => store.network().waiting && showAll(), 1000);

export const nextTrouble = (way) => {
  const all = [...store.edits.values()].filter(isTrouble);
  if (!all.length) return;
  const { code, field } = selection.here();
  const now = all.findIndex((edit) => edit.code === code && edit.field === field);
  const next = all[(now + way + all.length) % all.length];
  if (!view.index.has(next.code)) filters.clear();
  if (!selection.goTo(next.code, next.field)) {
    tell(word("not_here", { code: next.code }), "warn");
    return;
  }
  selection.focus();
};
on("trouble", (edit) => {
  const row = store.rows.get(edit.code);
  say(`${row ? where(row, edit.field) : edit.code}: ${cells.describe(row || edit, edit.field)}`);
});
