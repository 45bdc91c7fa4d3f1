// Writing a proposal from the keyboard: Ctrl+S saves the form marked data-save-key, Ctrl+Enter saves and goes on.
(() => {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const saves = event.key === "s" || event.key === "S";
    if (!saves && event.key !== "Enter") return;
    const form = document.querySelector("form[data-save-key]");
    if (!form) return;
    event.preventDefault();
    if (event.repeat) return;
    const next = form.querySelector("[data-save-next]");
    if (saves || !next) form.requestSubmit();
    else form.requestSubmit(next);
  });
})();
