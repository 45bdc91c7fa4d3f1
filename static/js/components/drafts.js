// What a person types into a long form is kept on this device until it is saved: a session that ends, a crash or a
// closed tab loses no words. Long is a form with a text area or more than five fields. Forms that sign (a password, a
// code, data-no-draft) are never kept; neither are files and hidden boxes. Drafts are one person's own; signing out
// removes them. The server keeps none: it says by a cookie which draft a save made needless (web/middleware.py).

import { toast } from "./toast.js";

const template = document.getElementById("draft-words");
const { person, signOut, signIn, cookie, field } = template.dataset;
const words = Object.fromEntries(
  [...template.content.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent.trim()]),
);

const OWN = `draft:${person}:`;
const FEW = 5;
const DAYS = 14;
const SENT = "draft-sent"; // in sessionStorage: the draft that this tab sent last
const PAUSE = 400;

const NEVER = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const controlsOf = (form) =>
  [...form.elements].filter((one) => one.name && !NEVER.has(one.type) && !one.matches("fieldset, output, object"));
const signs = (form) =>
  form.matches("[data-no-draft]") || form.querySelector("[type=password], [autocomplete=one-time-code]") !== null;
const isLong = (form) => {
  if (form.method !== "post" && !form.hasAttribute("hx-post")) return false;
  const controls = controlsOf(form).filter((one) => !one.disabled);
  const long = controls.some((one) => one.type === "textarea") || new Set(controls.map((one) => one.name)).size > FEW;
  return long && !signs(form);
};

const placeOf = (form) => {
  const action = form.getAttribute("hx-post") || form.getAttribute("action") || "";
  return `${location.pathname}|${action.split("?")[0]}|${form.id}`;
};

// What the boxes of a form hold, or held when the page came: {name: [values]}.
const valuesOf = (form, asItCame = false) => {
  const values = {};
  for (const one of controlsOf(form)) {
    const held = (values[one.name] ||= []);
    if (one.type === "checkbox" || one.type === "radio") {
      if (asItCame ? one.defaultChecked : one.checked) held.push(one.value);
    } else if (one.matches("select")) {
      const options = [...one.options];
      let chosen = options.filter((option) => (asItCame ? option.defaultSelected : option.selected));
      if (!chosen.length && !one.multiple) chosen = options.slice(0, 1);
      held.push(...chosen.map((option) => option.value));
    } else {
      held.push(asItCame ? one.defaultValue : one.value);
    }
  }
  return values;
};
const plain = (text) => text.replace(/\r\n?/g, "\n");
const same = (one = [], other = []) => one.length === other.length && one.every((x, at) => plain(x) === plain(other[at]));
const changedFrom = (values, before) =>
  Object.fromEntries(Object.entries(values).filter(([name, held]) => !same(held, before[name])));

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
};
const forget = (name) => {
  try {
    localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
};
const allOwn = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(OWN));
  } catch {
    return [];
  }
};

const live = new Map(); // form → the id of its draft
const waiting = new Map(); // form → the timer that will keep it

const keep = (form) => {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const typed = changedFrom(valuesOf(form), valuesOf(form, true));
  const name = OWN + live.get(form);
  const before = read(name);
  if (Object.keys(typed).length === 0 && !before?.carried) return forget(name);
  const version = form.elements.namedItem("version")?.value || "";
  const draft = { place: placeOf(form), at: Date.now(), version, typed: { ...before?.carried, ...typed } };
  if (before?.carried) draft.carried = before.carried;
  try {
    localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // No room, or none allowed: the form works as one without drafts.
  }
  return undefined;
};
const keepAll = () => [...waiting.keys()].forEach(keep);

const put = (form, name, values) => {
  const boxes = controlsOf(form).filter((one) => one.name === name && !one.disabled);
  boxes.forEach((box, at) => {
    if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
    else if (box.matches("select")) {
      [...box.options].forEach((option) => (option.selected = values.includes(option.value)));
    } else box.value = values[boxes.length === 1 ? 0 : at] ?? "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return boxes.length > 0;
};

const labelOf = (form, name) => {
  const box = controlsOf(form).find((one) => one.name === name);
  const label = box?.closest("fieldset")?.querySelector("legend") || box?.labels?.[0];
  const own = box?.type === "radio" || !label ? label : box.labels?.[0] || label;
  return (own?.textContent || box?.getAttribute("aria-label") || name).replace(/\s+/g, " ").trim();
};
const readable = (form, name, values) =>
  values
    .map((value) => {
      const box = controlsOf(form).find((one) => one.name === name && (one.matches("select") || one.value === value));
      if (box?.matches("select")) return [...box.options].find((one) => one.value === value)?.text.trim() || value;
      if (box?.type === "checkbox" || box?.type === "radio") return box.labels?.[0]?.textContent.trim() || value;
      return value;
    })
    .join(", ");

const button = (text, kind, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn ${kind}`;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
};

// Show what was typed here before and not saved, beside what stands in the form now.
const offer = (form, id, draft) => {
  const now = valuesOf(form);
  const names = Object.keys(draft.typed).filter((name) => !same(draft.typed[name], now[name]));
  if (names.length === 0) return;
  const version = form.elements.namedItem("version")?.value || "";
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const box = document.createElement("section");
  box.className = "draft-offer";
  box.setAttribute("aria-label", words.title);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = (draft.version === version ? words.found : words.newer).replace("{when}", when);
  const list = document.createElement("dl");
  const done = () => {
    box.remove();
    const first = controlsOf(form).find((one) => !one.disabled);
    if (first) first.focus();
  };
  const adopt = () => {
    forget(OWN + live.get(form));
    live.set(form, id);
    keep(form);
  };
  for (const name of names) {
    const term = document.createElement("dt");
    term.textContent = labelOf(form, name);
    const yours = document.createElement("dd");
    yours.textContent = readable(form, name, draft.typed[name]) || words.empty;
    if (now[name]) {
      yours.append(
        button(words.use, "btn-ghost btn-sm", (event) => {
          put(form, name, draft.typed[name]);
          adopt();
          event.target.disabled = true;
        }),
      );
    } else {
      const lost = document.createElement("em");
      lost.textContent = words.nowhere;
      yours.append(" ", lost);
    }
    list.append(term, yours);
  }
  const actions = document.createElement("div");
  actions.className = "form-actions";
  actions.append(
    button(words.recover, "btn-primary", () => {
      const missing = names.filter((name) => !put(form, name, draft.typed[name]));
      adopt();
      toast(words.recovered, "success");
      if (missing.length === 0) done();
    }),
    button(words.discard, "btn-ghost", () => {
      forget(OWN + id);
      done();
    }),
  );
  box.append(said, list, actions);
  form.before(box);
};

const fresh = () => `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;

const meet = (form) => {
  if (live.has(form) || !isLong(form)) return;
  const place = placeOf(form);
  const found = allOwn()
    .map((name) => [name.slice(OWN.length), read(name)])
    .filter(([, draft]) => draft?.place === place)
    .sort(([, one], [, other]) => other.at - one.at);
  // The answer to a save that was refused holds what was typed: it goes on with the same draft.
  const sent = sessionStorage.getItem(SENT);
  const refused = form.querySelector("[data-focus]") || document.querySelector("main [data-focus]");
  const mine = refused && found.find(([id]) => id === sent);
  live.set(form, mine ? mine[0] : fresh());
  if (mine) localStorage.setItem(OWN + mine[0], JSON.stringify({ ...mine[1], carried: mine[1].typed }));
  const owned = new Set(live.values());
  found.filter(([id]) => !owned.has(id)).forEach(([id, draft]) => offer(form, id, draft));
};

const meetAll = (root) => {
  if (root.matches?.("form")) meet(root);
  root.querySelectorAll("main form, #dialog form").forEach(meet);
};

// A save that went through says so by a cookie: its draft goes.
const clearSaved = () => {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${cookie}=`));
  if (!found) return;
  document.cookie = `${cookie}=; path=/; max-age=0; samesite=lax`;
  const id = decodeURIComponent(found.slice(cookie.length + 1));
  forget(OWN + id);
  for (const [form, own] of live) if (own === id) live.set(form, fresh());
};

const typed = (event) => {
  const { form } = event.target;
  if (!form || !event.isTrusted) return;
  meet(form);
  if (!live.has(form)) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), PAUSE));
};

const sentForm = (form) => {
  if (new URL(form.action, location.href).pathname === signOut) allOwn().forEach(forget);
  if (!live.has(form)) return;
  keep(form);
  let box = form.querySelector(`input[type="hidden"][name="${field}"]`);
  if (!box) {
    box = document.createElement("input");
    box.type = "hidden";
    box.name = field;
    form.append(box);
  }
  box.value = live.get(form);
  sessionStorage.setItem(SENT, box.value);
};

for (const name of allOwn()) {
  const draft = read(name);
  if (!draft || Date.now() - draft.at > DAYS * 86_400_000) forget(name);
}
clearSaved();
meetAll(document);
document.addEventListener("input", typed);
document.addEventListener("change", typed);
document.addEventListener("submit", (event) => sentForm(event.target), true);
window.addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => document.hidden && keepAll());
document.addEventListener("htmx:configRequest", (event) => {
  // The form itself saves; a preview or a sum that a part of it asks for saves nothing, whatever it sends along.
  const { elt: form, parameters, verb } = event.detail;
  if (live.has(form) && verb !== "get") parameters[field] = live.get(form);
  else delete parameters[field];
});
document.addEventListener("htmx:afterRequest", clearSaved);
document.addEventListener("htmx:load", (event) => meetAll(event.detail.elt));

// A session that ended while somebody types: the page stays, and says where to sign in.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const where = event.detail.xhr.getResponseHeader("HX-Redirect") || "";
  if (!where.startsWith(signIn)) return;
  keepAll();
  const unsaved = [...live].some(([form, id]) => form.isConnected && read(OWN + id));
  if (!unsaved) return;
  event.preventDefault();
  const dialog = document.getElementById("dialog");
  if (dialog.open) return;
  document.getElementById("dialog-title").textContent = words.ended;
  const link = document.createElement("a");
  link.className = "btn btn-primary";
  link.href = where;
  link.textContent = words.enter;
  const text = document.createElement("p");
  text.textContent = words.kept;
  document.getElementById("dialog-body").replaceChildren(text, link);
  dialog.showModal();
});
