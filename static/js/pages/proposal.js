// Writing a proposal from the keyboard: Ctrl+S saves the form marked data-save-key, Ctrl+Enter saves and goes on. The
// list of sections shows the one that is open.

const list = document.querySelector(".writing-list");
const here = list && list.querySelector("[aria-current]");
if (here) list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 2;

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
