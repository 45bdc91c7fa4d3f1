// Toasts: those the page came with, and those an answer brings: Django's messages come by themselves in HX-Trigger as
// {"toast": {"toasts": [{"level": "success", "text": "…"}]}}.
// Other scripts call window.toast(text, level). Errors and warnings stay until closed.
(() => {
  const ICONS = { success: "check-circle", error: "x-circle", warning: "exclamation-triangle", info: "info-circle" };
  const area = document.getElementById("toasts");
  if (!area) return;

  const leaveLater = (note, level) => {
    if (level !== "error" && level !== "warning") setTimeout(() => note.remove(), 6000);
  };

  window.toast = (text, level = "info") => {
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
    close.setAttribute("aria-label", document.documentElement.lang.startsWith("en") ? "Close" : "Cerrar");
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
    for (const one of event.detail.toasts || [event.detail]) window.toast(one.text, one.level);
  });

  const english = document.documentElement.lang.startsWith("en");
  document.body.addEventListener("htmx:sendError", () =>
    window.toast(english ? "No connection. Nothing was saved; try again." : "Sin conexión. No se guardó nada; intente de nuevo.", "error")
  );
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500)
      window.toast(english ? "The server failed. Nothing was saved; try again." : "El servidor falló. No se guardó nada; intente de nuevo.", "error");
  });
})();
