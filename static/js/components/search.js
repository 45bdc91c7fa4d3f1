// The palette: Ctrl-K, "/" or the button opens it. What is typed is looked for while one types; arrows move through what
// was found, Enter opens what is marked, Escape closes. The field keeps the focus: it is a combobox over a list.

const dialog = document.getElementById("search-dialog");
const field = document.getElementById("search-text");
const results = document.getElementById("search-results");
const hits = () => [...results.querySelectorAll("[role=option]")];

const mark = (hit) => {
  for (const one of hits()) one.setAttribute("aria-selected", String(one === hit));
  field.setAttribute("aria-expanded", String(hits().length > 0));
  if (!hit) {
    field.removeAttribute("aria-activedescendant");
    return;
  }
  field.setAttribute("aria-activedescendant", hit.id);
  hit.scrollIntoView({ block: "nearest" });
};
const marked = () => hits().find((one) => one.getAttribute("aria-selected") === "true");

const open = () => {
  if (!dialog.open) {
    dialog.showModal();
    // Before anything is typed: where one can go, and what one can begin and do.
    window.htmx.trigger(field, "palette");
  }
  field.select();
  field.focus();
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select, [contenteditable], .tabulator *");
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
  } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-search-open]") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open();
  }
});

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
field.addEventListener("keydown", (event) => {
  const all = hits();
  const at = all.indexOf(marked());
  const alone = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (event.key in STEPS && all.length && alone) {
    if (["Home", "End"].includes(event.key) && field.value) return;
    event.preventDefault();
    mark(all[Math.max(0, Math.min(all.length - 1, at + STEPS[event.key]))]);
  } else if (event.key === "Enter" && !event.isComposing && at >= 0) {
    event.preventDefault();
    all[at].click();
  } else if (event.key === "Escape" && !event.isComposing) {
    // A search field would first be emptied by it.
    event.preventDefault();
    dialog.close();
  }
});
results.addEventListener("htmx:afterSwap", () => mark(hits()[0]));
results.addEventListener("pointermove", (event) => {
  const hit = event.target.closest("[role=option]");
  if (hit && hit !== marked()) mark(hit);
});
