// The Matriz, its data and its saving. A cell that one changes becomes an edit: waiting → saving → saved, or refused, or
// in conflict, or offline. Edits that are not saved stay in localStorage, one item a cell, so that neither a closed page
// nor a second tab loses them; they are sent again with back-off, when the network returns, and when the page opens.
(() => {
  const grid = window.Matriz;
  if (!grid) return;
  const { config } = grid;
  const BATCH = 40; // cells in one request
  const PATIENCE = 20000; // milliseconds until a request counts as lost
  const LONGEST_PAUSE = 30000; // milliseconds between two attempts
  const rows = new Map();
  const edits = new Map();
  const fresh = new Map(); // cells saved a moment ago, which still show it
  const prefix = `matriz.${config.user}.`;
  let busy = false;
  let scheduled = false;
  let pause = 0;
  let nextTry = 0;
  let timer = null;
  let signedOut = false;

  const keyOf = (code, field) => `${code}.${field}`;
  const committed = (code, field) => String((rows.get(code) || {})[field] ?? "");
  const value = (code, field) => {
    const edit = edits.get(keyOf(code, field));
    return edit ? edit.value : committed(code, field);
  };

  // --- Kept on this computer -------------------------------------------------------------------------------------
  const keep = (edit) => {
    const { code, field, value: text, base, version, state, theirs } = edit;
    try {
      localStorage.setItem(prefix + keyOf(code, field), JSON.stringify({ code, field, value: text, base, version, state, theirs }));
    } catch {
      grid.tell(grid.word("storage_full"), "bad");
    }
  };
  const forget = (edit) => {
    try {
      localStorage.removeItem(prefix + keyOf(edit.code, edit.field));
    } catch {
      // Nothing was kept where storage is closed.
    }
  };
  const kept = () => {
    const found = [];
    try {
      for (let at = 0; at < localStorage.length; at += 1) {
        const name = localStorage.key(at);
        if (name.startsWith(prefix)) found.push(JSON.parse(localStorage.getItem(name)));
      }
    } catch {
      return [];
    }
    return found;
  };

  const changed = (edit) => {
    grid.emit("cell", { code: edit.code, field: edit.field });
    grid.emit("edits");
  };
  const drop = (edit) => {
    edits.delete(keyOf(edit.code, edit.field));
    forget(edit);
  };

  // --- What people do to cells -----------------------------------------------------------------------------------
  // Write a value into a cell. Returns {code, field, from, to} or null where nothing changes.
  const set = (code, field, text) => {
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
      Object.assign(now, { value: text, seq: (now.seq || 0) + 1, state: edit && edit.state === "saving" ? "saving" : "waiting" });
      Object.assign(now, { message: "", links: [], theirs: undefined });
      edits.set(key, now);
      keep(now);
      changed(now);
      schedule();
    }
    return { code, field, from: before, to: text };
  };

  // Send it again; `rebase` where the person has seen what stands there now.
  const again = (edit, rebase = false) => {
    const row = rows.get(edit.code);
    if (row && rebase) Object.assign(edit, { base: committed(edit.code, edit.field), version: row.version });
    Object.assign(edit, { state: "waiting", message: "", links: [], theirs: undefined });
    keep(edit);
    changed(edit);
    schedule();
  };
  const takeTheirs = (edit) => {
    drop(edit);
    changed(edit);
  };
  // Mark cells that another door has refused (the change of many rows).
  const refuse = (code, field, text, blockers) => {
    const edit = { code, field, value: text, base: committed(code, field), version: (rows.get(code) || {}).version || 0, seq: 1 };
    edits.set(keyOf(code, field), edit);
    judge(edit, { status: "refused", blockers });
  };

  // --- Saving ----------------------------------------------------------------------------------------------------
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      flush();
    }, 30);
  };

  const post = async (url, body) => {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: JSON.stringify(body),
        credentials: "same-origin",
        signal: stop.signal,
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          ...JSON.parse(document.body.getAttribute("hx-headers")),
        },
      });
      if (answer.redirected || answer.status === 401) return { signedOut: true };
      if (answer.status >= 500 || answer.status === 429) return { lost: true };
      const data = await answer.json();
      return answer.ok ? { results: data.results } : { blockers: data.blockers || [{ message: data.error || "" }] };
    } catch {
      return { lost: true };
    } finally {
      clearTimeout(clock);
    }
  };

  const flush = async () => {
    if (busy) return;
    if (Date.now() < nextTry) {
      for (const edit of edits.values()) if (edit.state === "waiting") edit.state = "offline";
      grid.emit("edits");
      return;
    }
    const batch = [...edits.values()].filter((edit) => edit.state === "waiting" || edit.state === "offline").slice(0, BATCH);
    if (!batch.length) return;
    busy = true;
    const sent = batch.map(({ code, field, value: text, base, version, seq }) => ({ code, field, value: text, base, version, seq }));
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
    grid.emit("edits");
    schedule();
  };

  const judge = (edit, result) => {
    const key = keyOf(edit.code, edit.field);
    if (result.status === "saved" || result.status === "unchanged") {
      drop(edit);
      fresh.set(key, Date.now());
      setTimeout(() => {
        fresh.delete(key);
        grid.emit("cell", { code: edit.code, field: edit.field });
      }, 2500);
    } else {
      edit.state = result.status;
      edit.theirs = result.theirs;
      edit.message = (result.blockers || []).map((blocker) => blocker.message).join(" ");
      edit.links = (result.blockers || []).filter((blocker) => blocker.url).map(({ url, link, link_label: label }) => ({ url, link: link || label }));
      keep(edit);
      grid.emit("trouble", edit);
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
  const tryNow = () => {
    nextTry = 0;
    clearTimeout(timer);
    flush();
  };
  window.addEventListener("online", tryNow);

  // --- Rows ------------------------------------------------------------------------------------------------------
  const take = (row) => {
    const there = rows.get(row.code);
    if (!there) return;
    Object.assign(there, row);
    grid.emit("row", row.code);
  };
  const load = (list) => {
    rows.clear();
    list.forEach((row) => rows.set(row.code, row));
  };
  const restore = () => {
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
      grid.tell(grid.count("restored", sent));
      schedule();
    }
  };

  window.addEventListener("beforeunload", (event) => {
    if ([...edits.values()].some((edit) => ["waiting", "saving", "offline"].includes(edit.state))) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  grid.store = {
    rows,
    edits,
    set,
    value,
    committed,
    take,
    load,
    restore,
    again,
    refuse,
    takeTheirs,
    tryNow,
    post,
    edit: (code, field) => edits.get(keyOf(code, field)),
    isFresh: (code, field) => fresh.has(keyOf(code, field)),
    network: () => ({ signedOut, nextTry, waiting: nextTry > Date.now() }),
  };
})();
