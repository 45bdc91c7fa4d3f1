// Search: Ctrl-K or "/" opens it, arrows move through the results, Enter opens the one that is marked.

const dialog = document.getElementById("search-dialog");
const field = document.getElementById("search-text");
const results = document.getElementById("search-results");
const hits = () => [...results.querySelectorAll("a.search-hit")];

const open = () => {
  if (!dialog.open) dialog.showModal();
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

dialog.addEventListener("keydown", (event) => {
  const all = hits();
  const at = all.indexOf(document.activeElement);
  if (event.key === "ArrowDown" && all.length) {
    event.preventDefault();
    all[Math.min(at + 1, all.length - 1)].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (at === 0 ? field : all[at - 1]).focus();
  } else if (event.key === "Enter" && event.target === field && all.length) {
    event.preventDefault();
    all[0].click();
  }
});
