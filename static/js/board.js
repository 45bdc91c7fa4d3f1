// The board: a card moves by mouse, by touch (hold, then drag), by keyboard (Space, arrows, Enter) or by its "Move to…".
// The server decides. A refused card goes back to its place and the page's dialog says what is missing, with links.
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const status = document.getElementById("board-status");
  const filter = document.getElementById("board-filter");
  const words = (key, name = "") => board.dataset[`words${key}`].replace(/\{\w+\}/, name);
  const say = (text) => {
    status.textContent = text;
  };
  const nameOf = (card) => card.querySelector(".deal-client").textContent;
  const columns = () => [...board.querySelectorAll(".board-column")];
  const columnOf = (stage) => board.querySelector(`.board-column[data-stage="${stage}"]`);
  const cardOf = (code) => board.querySelector(`.deal[data-code="${CSS.escape(code)}"]`);
  const parsed = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    return holder.content.firstElementChild;
  };

  // --- One move, whatever asked for it ---------------------------------------------------------------------------
  const move = async (card, stage, reason = "") => {
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
      const headers = { Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
      const url = board.dataset.moveUrl.replace("CODE", encodeURIComponent(card.dataset.code));
      answer = await fetch(url, { method: "POST", body, headers, credentials: "same-origin" });
      data = await answer.json();
    } catch {
      card.classList.remove("deal-waiting");
      home.list.insertBefore(card, home.next);
      window.toast(words("Lost"), "error");
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
      window.toast(data.notice, "success");
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

  // --- Mouse and touch -------------------------------------------------------------------------------------------
  const HOLD = 300; // milliseconds of touch before a card is taken; a shorter one scrolls
  const SLACK = 6; // pixels of movement before a press is a drag
  let press = null;
  let drag = null;

  const mark = (column) => {
    columns().forEach((one) => one.classList.toggle("column-over", one === column));
  };
  const begin = (event) => {
    const box = press.card.getBoundingClientRect();
    const ghost = press.card.cloneNode(true);
    ghost.classList.add("deal-ghost");
    ghost.style.width = `${box.width}px`;
    ghost.setAttribute("aria-hidden", "true");
    document.body.append(ghost);
    press.card.classList.add("deal-lifted");
    document.body.classList.add("board-dragging");
    drag = { ...press, ghost, dx: press.x - box.left, dy: press.y - box.top };
    press = null;
    follow(event.clientX, event.clientY);
  };
  const follow = (x, y) => {
    drag.ghost.style.transform = `translate(${x - drag.dx}px, ${y - drag.dy}px)`;
    const under = document.elementFromPoint(x, y);
    drag.over = under && under.closest(".board-column");
    mark(drag.over);
    const edge = board.getBoundingClientRect();
    if (x > edge.right - 40) board.scrollBy(12, 0);
    if (x < edge.left + 40) board.scrollBy(-12, 0);
  };
  const finish = () => {
    if (press) clearTimeout(press.timer);
    press = null;
    if (!drag) return null;
    const { card, over, ghost } = drag;
    ghost.remove();
    card.classList.remove("deal-lifted");
    document.body.classList.remove("board-dragging");
    mark(null);
    drag = null;
    return { card, over };
  };

  board.addEventListener("pointerdown", (event) => {
    const card = event.target.closest(".deal");
    if (!card || event.button !== 0 || !event.isPrimary || event.target.closest(".deal-move")) return;
    press = { card, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    if (press.touch) press.timer = setTimeout(() => press && begin(event), HOLD);
  });
  document.addEventListener("pointermove", (event) => {
    if (drag) {
      follow(event.clientX, event.clientY);
    } else if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLACK) {
      if (press.touch) finish();
      else begin(event);
    }
  });
  document.addEventListener("pointerup", () => {
    const dropped = finish();
    if (!dropped) return;
    const swallow = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
    const stage = dropped.over && dropped.over.dataset.stage;
    if (stage && stage !== dropped.card.dataset.stage) move(dropped.card, stage);
  });
  document.addEventListener("pointercancel", finish);
  document.addEventListener("touchmove", (event) => drag && event.preventDefault(), { passive: false });
  board.addEventListener("contextmenu", (event) => drag && event.preventDefault());
  board.addEventListener("dragstart", (event) => event.preventDefault());

  // --- Keyboard --------------------------------------------------------------------------------------------------
  let taken = null;

  const letGo = () => {
    taken.card.classList.remove("deal-taken");
    mark(null);
    const was = taken;
    taken = null;
    return was;
  };
  const take = (card) => {
    taken = { card, at: columns().findIndex((one) => one.dataset.stage === card.dataset.stage) };
    card.classList.add("deal-taken");
    mark(columns()[taken.at]);
    say(words("Taken", nameOf(card)));
  };
  const steer = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      const all = columns();
      taken.at = Math.max(0, Math.min(all.length - 1, taken.at + step));
      mark(all[taken.at]);
      all[taken.at].scrollIntoView({ block: "nearest", inline: "nearest" });
      say(words("Over", all[taken.at].dataset.label));
    } else if (event.key === "Enter" || event.key === " ") {
      const { card, at } = letGo();
      const stage = columns()[at].dataset.stage;
      if (stage === card.dataset.stage) say(words("Back", nameOf(card)));
      else move(card, stage);
    } else if (event.key === "Escape" || event.key === "Tab") {
      say(words("Back", nameOf(letGo().card)));
      if (event.key === "Tab") return;
    }
    event.preventDefault();
  };
  const walk = (card, key) => {
    const list = [...card.parentElement.querySelectorAll(".deal")];
    const at = list.indexOf(card);
    let next = { ArrowUp: list[at - 1], ArrowDown: list[at + 1] }[key];
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const all = columns();
      const way = key === "ArrowLeft" ? -1 : 1;
      let column = all.indexOf(card.closest(".board-column")) + way;
      while (all[column] && !next) {
        const there = all[column].querySelectorAll(".deal");
        next = there[Math.min(at, there.length - 1)];
        column += way;
      }
    }
    if (next) next.querySelector(".deal-client").focus();
    return Boolean(next);
  };
  board.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (taken) {
      steer(event);
    } else if (event.target.matches(".deal-client")) {
      const card = event.target.closest(".deal");
      if (event.key === " ") {
        event.preventDefault();
        take(card);
      } else if (event.key === "m") {
        event.preventDefault();
        openMenu(card);
      } else if (event.key.startsWith("Arrow") && walk(card, event.key)) {
        event.preventDefault();
      }
    }
  });

  // --- "Move to…" ------------------------------------------------------------------------------------------------
  let menu = null;

  const closeMenu = (focus) => {
    if (!menu) return;
    const { element, card } = menu;
    menu = null;
    element.remove();
    if (focus) card.querySelector(".deal-move").focus();
  };
  const openMenu = (card) => {
    closeMenu(false);
    const element = document.createElement("div");
    element.className = "menu-list move-menu";
    element.setAttribute("role", "menu");
    element.setAttribute("aria-label", words("Menu", nameOf(card)));
    for (const column of columns()) {
      if (column.dataset.stage === card.dataset.stage) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "menu-item";
      button.setAttribute("role", "menuitem");
      button.textContent = column.dataset.label;
      button.addEventListener("click", () => {
        closeMenu(false);
        move(card, column.dataset.stage);
      });
      element.append(button);
    }
    const link = document.createElement("a");
    link.className = "menu-item";
    link.setAttribute("role", "menuitem");
    link.href = card.querySelector(".deal-client").href;
    link.textContent = words("Page");
    element.append(link);
    document.body.append(element);
    const box = card.querySelector(".deal-move").getBoundingClientRect();
    const size = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - size.width - 8))}px`;
    element.style.top = `${box.bottom + size.height + 8 < window.innerHeight ? box.bottom + 4 : box.top - size.height - 4}px`;
    element.style.right = "auto";
    menu = { element, card };
    element.firstElementChild.focus();
    element.addEventListener("keydown", (event) => {
      const all = [...element.querySelectorAll(".menu-item")];
      const at = all.indexOf(document.activeElement);
      const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (way) all[(at + way + all.length) % all.length].focus();
      else if (event.key === "Escape") closeMenu(true);
      else if (event.key === "Tab") closeMenu(true);
      else return;
      event.preventDefault();
    });
  };
  board.addEventListener("click", (event) => {
    const opener = event.target.closest(".deal-move");
    if (!opener || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    openMenu(opener.closest(".deal"));
  });
  document.addEventListener("click", (event) => menu && !menu.element.contains(event.target) && closeMenu(false));
})();
