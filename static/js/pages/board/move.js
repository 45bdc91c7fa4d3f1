// One move on the board, whatever asked for it. The server decides: a refused card goes back to its place and the
// page's dialog says what is missing, with links.

import { toast } from "../../components/toast.js";
import { headers } from "../../shared/request.js";
import { board, cardOf, columnOf, say, words } from "./board.js";

const filter = document.getElementById("board-filter");

const parsed = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
};

export const move = async (card, stage, reason = "") => {
  const home = { list: card.parentElement, next: card.nextElementSibling };
  const body = new FormData(filter);
  body.set("to", stage);
  body.set("version", card.dataset.version);
  body.set("reason", reason);
  const place = (fresh, where, top) => {
    const list = where ? columnOf(where).querySelector("[data-cards]") : null;
    if (!fresh || !list) card.remove();
    else if (!top && list === home.list) list.insertBefore(fresh, home.next);
    else list.prepend(fresh);
    if (fresh && fresh !== card) card.remove();
  };
  columnOf(stage).querySelector("[data-cards]").prepend(card);
  card.classList.add("deal-waiting");
  let answer;
  let data;
  try {
    const url = board.dataset.moveUrl.replace("CODE", encodeURIComponent(card.dataset.code));
    answer = await fetch(url, { method: "POST", body, headers: headers(), credentials: "same-origin" });
    data = await answer.json();
  } catch {
    card.classList.remove("deal-waiting");
    home.list.insertBefore(card, home.next);
    toast(words("Lost"), "error");
    return;
  }
  if (data.stage === undefined) {
    card.classList.remove("deal-waiting");
    home.list.insertBefore(card, home.next);
    explain(data.error || "", (data.blockers || []).map((blocker) => blocker.message).join(" "), true);
    return;
  }
  const fresh = data.card ? parsed(data.card) : null;
  place(fresh, data.stage, answer.ok);
  if (fresh) fresh.querySelector(".deal-client").focus({ preventScroll: !answer.ok });
  if (answer.ok) {
    for (const [name, html] of Object.entries(data.heads)) columnOf(name).querySelector("[data-head]").innerHTML = html;
    const empty = columnOf(data.stage).querySelector(".board-empty");
    if (empty) empty.remove();
    say(data.notice);
    toast(data.notice, "success");
  } else {
    explain(data.title, data.dialog);
  }
};

const explain = (title, content, plain = false) => {
  const dialog = document.getElementById("dialog");
  const inside = document.getElementById("dialog-body");
  document.getElementById("dialog-title").textContent = title;
  if (plain) inside.textContent = content;
  else inside.innerHTML = content;
  if (!dialog.open) dialog.showModal();
  const first = inside.querySelector("textarea, a");
  if (first) first.focus();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-board-reason]")) return;
  event.preventDefault();
  const card = cardOf(form.dataset.code);
  document.getElementById("dialog").close();
  if (card) move(card, form.dataset.to, form.elements.reason.value);
  else form.submit();
});
