// The filter of a list: its fields are fetched the first time it opens, then only shown and hidden. A changed field
// asks for the results; leaving the search box does not, since typing in it already did.

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form || form.id !== "list-filter" || event.target.id === "list-search") return;
  window.htmx.trigger(form, "filter-change");
});
document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-filter-toggle]");
  if (!toggle || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const panel = document.getElementById(toggle.getAttribute("aria-controls"));
  panel.hidden = !panel.hidden;
  toggle.setAttribute("aria-expanded", String(!panel.hidden));
  if (!panel.hidden && panel.childElementCount === 0) window.htmx.trigger(toggle, "open-filters");
});
document.addEventListener("keydown", (event) => {
  const toggle = event.target.closest("[data-filter-toggle]");
  if (toggle && event.key === " ") {
    event.preventDefault();
    toggle.click();
  }
});
