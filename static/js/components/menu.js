// Menus are <details class="menu">: one open at a time, arrows move, Escape and a click outside close. The rail folds.

const OPEN = "details.menu[open]";
const entries = (menu) => [...menu.querySelectorAll(".menu-item")].filter((item) => !item.disabled);
const close = (menu, focus) => {
  menu.open = false;
  if (focus) menu.querySelector("summary").focus();
};

document.addEventListener("click", (event) => {
  document.querySelectorAll(OPEN).forEach((menu) => {
    const chosen = event.target.closest("button[data-dialog-open], button[hx-get], button[hx-post]");
    if (!menu.contains(event.target) || chosen) close(menu);
  });
  const fold = event.target.closest("[data-rail-fold]");
  if (fold) {
    const folded = document.documentElement.dataset.rail !== "folded";
    document.documentElement.dataset.rail = folded ? "folded" : "";
    fold.setAttribute("aria-expanded", String(!folded));
    try {
      localStorage.setItem("rail", folded ? "folded" : "");
    } catch {
      // Not kept where storage is closed: the rail still folds now.
    }
  }
});

document.querySelectorAll("[data-rail-fold]").forEach((fold) => {
  fold.setAttribute("aria-expanded", String(document.documentElement.dataset.rail !== "folded"));
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest && event.target.closest(OPEN);
  if (!menu) return;
  const all = entries(menu);
  const at = all.indexOf(document.activeElement);
  const go = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Escape") {
    event.stopPropagation();
    close(menu, true);
  } else if (go !== undefined && all.length && !event.target.matches("input, select, textarea")) {
    event.preventDefault();
    all[(go + all.length) % all.length].focus();
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest(OPEN);
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
});
