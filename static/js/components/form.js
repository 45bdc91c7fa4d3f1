// Forms: a form with data-once is sent once; data-autosubmit sends when something changes; the summary of errors takes
// the focus.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-once]") || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Back fetches the form anew, with keys of its own, and the browser puts back what was typed: the keys that belong to
// this entry of the history are kept in it, so that saving again is known as the same save (web/once.py).
const keys = [...document.querySelectorAll('input[type="hidden"][name="once"]')];
if (keys.length > 0) {
  const kept = history.state?.once;
  if (kept?.length === keys.length) keys.forEach((key, place) => (key.value = kept[place]));
  else history.replaceState({ ...history.state, once: keys.map((key) => key.value) }, "");
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});

const focusSummary = (root) => {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
};
focusSummary(document);
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.target));
