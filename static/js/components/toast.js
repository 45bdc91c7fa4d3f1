// Toasts: those the page came with, and those an answer brings: Django's messages come by themselves in HX-Trigger as
// {"toast": {"toasts": [{"level": "success", "text": "…"}]}}.
// Other scripts import toast(text, level). Errors and warnings stay until closed.

const ICONS = { success: "check-circle", error: "x-circle", warning: "exclamation-triangle", info: "info-circle" };
const area = document.getElementById("toasts");
const english = document.documentElement.lang.startsWith("en");

const leaveLater = (note, level) => {
  if (level !== "error" && level !== "warning") setTimeout(() => note.remove(), 6000);
};

export const toast = (text, level = "info") => {
  const note = document.createElement("div");
  note.className = `toast-note toast-${level}`;
  const icon = document.createElement("i");
  icon.className = `bi bi-${ICONS[level] || ICONS.info}`;
  icon.setAttribute("aria-hidden", "true");
  const words = document.createElement("div");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast-close";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", english ? "Close" : "Cerrar");
  close.textContent = "×";
  note.append(icon, words, close);
  area.append(note);
  leaveLater(note, level);
};

area.querySelectorAll("[data-toast]").forEach((note) => leaveLater(note, note.dataset.toast));
area.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) event.target.closest(".toast-note").remove();
});
document.body.addEventListener("toast", (event) => {
  for (const one of event.detail.toasts || [event.detail]) toast(one.text, one.level);
});

const NO_ANSWER = english
  ? "No connection. Nothing was saved; try again."
  : "Sin conexión. No se guardó nada; intente de nuevo.";
const FAILED = english
  ? "The server failed. Nothing was saved; try again."
  : "El servidor falló. No se guardó nada; intente de nuevo.";
document.body.addEventListener("htmx:sendError", () => toast(NO_ANSWER, "error"));
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) toast(FAILED, "error");
});
