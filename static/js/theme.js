// Runs before the first paint: the theme of the device where the person chose "auto", and the folded rail. A module
// would run after the page is parsed, so that a dark page would flash light: this alone is a classic script.
(() => {
  const root = document.documentElement;
  if (root.dataset.theme === "auto") {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const apply = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
    apply();
    dark.addEventListener("change", apply);
  }
  try {
    if (localStorage.getItem("rail") === "folded") root.dataset.rail = "folded";
  } catch {
    // Storage may be closed by policy: the rail then starts open.
  }
})();
