// Dialogs: data-dialog-open="id" opens, data-dialog-close closes; #dialog opens when htmx swaps into #dialog-body;
// data-confirm="question" on a form or button asks first (hx-confirm asks in the same dialog).

const byId = (id) => document.getElementById(id);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = byId(opener.dataset.dialogOpen);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
  if (event.target.matches("dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const across = event.clientX >= box.left && event.clientX <= box.right;
    const down = event.clientY >= box.top && event.clientY <= box.bottom;
    if (!(across && down)) event.target.close();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "dialog-body") return;
  const dialog = byId("dialog");
  const title = byId("dialog-title");
  const given = event.detail.target.querySelector("[data-dialog-title]");
  title.textContent = given ? given.dataset.dialogTitle : title.dataset.default;
  if (event.detail.target.childElementCount === 0) dialog.close();
  else if (!dialog.open) dialog.showModal();
});

// A 403 that is no refusal of ours (a stale form token) is a whole page: it is not swapped into this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answer = event.detail.xhr;
  if (answer.status === 403 && !answer.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

const ask = (question, label, go) => {
  const dialog = byId("confirm-dialog");
  const button = dialog.querySelector("[data-confirm-go]");
  byId("confirm-text").textContent = question;
  button.textContent = label || button.dataset.default;
  button.onclick = () => {
    dialog.close();
    go();
  };
  dialog.showModal();
};

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const source = event.submitter && event.submitter.dataset.confirm ? event.submitter : form;
    if (!source.dataset.confirm || form.dataset.confirmed) {
      delete form.dataset.confirmed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const label = event.submitter && event.submitter.textContent.trim();
    ask(source.dataset.confirm, label, () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter || undefined);
    });
  },
  true
);

document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question, "", () => event.detail.issueRequest(true));
});
