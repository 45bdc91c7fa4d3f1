// Forms: a form with data-once is sent once; data-autosubmit sends when something changes; the summary of errors takes
// the focus; money shows its thousands when one leaves the field.

import { grouped } from "../shared/digits.js";

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

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});

const thousands = (field) => {
  const text = field.value.trim();
  if (/^-?\d{4,}$/.test(text)) field.value = grouped(text);
};
document.addEventListener("focusout", (event) => {
  if (event.target.matches && event.target.matches(".money-input")) thousands(event.target);
});

const focusSummary = (root) => {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
};
focusSummary(document);
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.target));
