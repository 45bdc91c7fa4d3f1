// The Matriz, its data and its saving. A cell that one changes becomes an edit: waiting → saving → saved, or refused,
// or in conflict, or offline. Edits that are not saved are kept on this computer; they are sent again with back-off,
// when the network returns, and when the page opens.

import { emit } from "./bus.js";
import { config } from "./config.js";
import { forget, keep, kept } from "./kept.js";
import { post } from "./server.js";
import { count, tell } from "./words.js";

const BATCH = 40; // cells in one request
const LONGEST_PAUSE = 30000; // milliseconds between two attempts
export const rows = new Map();
export const edits = new Map();
const fresh = new Map(); // cells saved a moment ago, which still show it
let busy = false;
let scheduled = false;
let pause = 0;
let nextTry = 0;
let timer = null;
let signedOut = false;

const keyOf = (code, field) => `${code}.${field}`;
export const committed = (code, field) => String((rows.get(code) || {})[field] ?? "");
export const value = (code, field) => {
  const edit = edits.get(keyOf(code, field));
  return edit ? edit.value : committed(code, field);
};

const changed = (edit) => {
  emit("cell", { code: edit.code, field: edit.field });
  emit("edits");
};
const drop = (edit) => {
  edits.delete(keyOf(edit.code, edit.field));
  forget(edit);
};

// --- What people do to cells ---------------------------------------------------------------------------------
// Write a value into a cell. Returns {code, field, from, to} or null where nothing changes.
export const set = (code, field, text) => {
  const row = rows.get(code);
  const before = value(code, field);
  if (!row || text === before) return null;
  const key = keyOf(code, field);
  const edit = edits.get(key);
  fresh.delete(key);
  if (edit && edit.state !== "saving" && text === committed(code, field)) {
    drop(edit);
    changed(edit);
  } else {
    const now = edit || { code, field };
    // What the person saw stays the base until it is saved; over a conflict they have seen both values.
    if (!edit || edit.state === "conflict") Object.assign(now, { base: committed(code, field), version: row.version });
    const state = edit && edit.state === "saving" ? "saving" : "waiting";
    Object.assign(now, { value: text, seq: (now.seq || 0) + 1, state, message: "", links: [], theirs: undefined });
    edits.set(key, now);
    keep(now);
    changed(now);
    schedule();
  }
  return { code, field, from: before, to: text };
};

// Send it again; `rebase` where the person has seen what stands there now.
export const again = (edit, rebase = false) => {
  const row = rows.get(edit.code);
  if (row && rebase) Object.assign(edit, { base: committed(edit.code, edit.field), version: row.version });
  Object.assign(edit, { state: "waiting", message: "", links: [], theirs: undefined });
  keep(edit);
  changed(edit);
  schedule();
};
export const takeTheirs = (edit) => {
  drop(edit);
  changed(edit);
};
// Mark cells that another door has refused (the change of many rows).
export const refuse = (code, field, text, blockers) => {
  const version = (rows.get(code) || {}).version || 0;
  const edit = { code, field, value: text, base: committed(code, field), version, seq: 1 };
  edits.set(keyOf(code, field), edit);
  judge(edit, { status: "refused", blockers });
};

// --- Saving --------------------------------------------------------------------------------------------------
const schedule = () => {
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    flush();
  }, 30);
};

const flush = async () => {
  if (busy) return;
  if (Date.now() < nextTry) {
    for (const edit of edits.values()) if (edit.state === "waiting") edit.state = "offline";
    emit("edits");
    return;
  }
  const unsent = [...edits.values()].filter((edit) => edit.state === "waiting" || edit.state === "offline");
  const batch = unsent.slice(0, BATCH);
  if (!batch.length) return;
  busy = true;
  const sent = batch.map((edit) => {
    const { code, field, base, version, seq } = edit;
    return { code, field, value: edit.value, base, version, seq };
  });
  batch.forEach((edit) => {
    edit.state = "saving";
    changed(edit);
  });
  const answer = navigator.onLine === false ? { lost: true } : await post(config.urls.cells, { cells: sent });
  busy = false;
  if (answer.lost || answer.signedOut) {
    signedOut = Boolean(answer.signedOut);
    wait();
    return;
  }
  pause = 0;
  nextTry = 0;
  signedOut = false;
  [...edits.values()].filter((edit) => edit.state === "offline").forEach((edit) => {
    edit.state = "waiting";
    changed(edit);
  });
  batch.forEach((edit, at) => {
    const result = answer.results ? answer.results[at] : { status: "refused", blockers: answer.blockers };
    if (result.row) take(result.row);
    if (edits.get(keyOf(edit.code, edit.field)) !== edit) return;
    if (edit.seq !== sent[at].seq && result.status !== "conflict") again(edit, true);
    else judge(edit, result);
  });
  emit("edits");
  schedule();
};

const judge = (edit, result) => {
  const key = keyOf(edit.code, edit.field);
  if (result.status === "saved" || result.status === "unchanged") {
    drop(edit);
    if (result.note) tell(result.note, "warn");
    fresh.set(key, Date.now());
    setTimeout(() => {
      fresh.delete(key);
      emit("cell", { code: edit.code, field: edit.field });
    }, 2500);
  } else {
    edit.state = result.status;
    edit.theirs = result.theirs;
    edit.message = (result.blockers || []).map((blocker) => blocker.message).join(" ");
    edit.links = (result.blockers || [])
      .filter((blocker) => blocker.url)
      .map(({ url, link, link_label: label }) => ({ url, link: link || label }));
    keep(edit);
    emit("trouble", edit);
  }
  changed(edit);
};

// No answer: everything that is not saved waits, longer each time.
const wait = () => {
  pause = Math.min(pause ? pause * 2 : 2000, LONGEST_PAUSE);
  nextTry = Date.now() + pause;
  for (const edit of edits.values()) {
    if (edit.state !== "saving" && edit.state !== "waiting") continue;
    edit.state = "offline";
    keep(edit);
    changed(edit);
  }
  clearTimeout(timer);
  timer = setTimeout(flush, pause + 10);
};
export const tryNow = () => {
  nextTry = 0;
  clearTimeout(timer);
  flush();
};
window.addEventListener("online", tryNow);

// --- Rows ----------------------------------------------------------------------------------------------------
export const take = (row) => {
  const there = rows.get(row.code);
  if (!there) return;
  Object.assign(there, row);
  emit("row", row.code);
};
export const load = (list) => {
  rows.clear();
  list.forEach((row) => rows.set(row.code, row));
};
export const restore = () => {
  const found = kept().filter((one) => !edits.has(keyOf(one.code, one.field)));
  let sent = 0;
  for (const one of found) {
    const edit = { ...one, seq: 1, message: "", links: [] };
    if (edit.state !== "conflict") {
      edit.state = "waiting";
      sent += 1;
    }
    edits.set(keyOf(edit.code, edit.field), edit);
    changed(edit);
  }
  if (sent) {
    tell(count("restored", sent));
    schedule();
  }
};

window.addEventListener("beforeunload", (event) => {
  if ([...edits.values()].some((edit) => ["waiting", "saving", "offline"].includes(edit.state))) {
    event.preventDefault();
    event.returnValue = "";
  }
});

export const editOf = (code, field) => edits.get(keyOf(code, field));
export const isFresh = (code, field) => fresh.has(keyOf(code, field));
export const network = () => ({ signedOut, nextTry, waiting: nextTry > Date.now() });
