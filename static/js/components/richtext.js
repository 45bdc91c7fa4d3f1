// A box for rich text: buttons and Ctrl-B, Ctrl-I write the marks; Enter goes on with a list; the arrows walk the bar.
// What the browser can undo stays undoable.

const write = (area, from, to, text, selectFrom, selectTo) => {
  area.focus();
  area.setSelectionRange(from, to);
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(selectFrom, selectTo);
};

const around = (area, mark) => {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const size = mark.length;
  const before = value.slice(from - size, from);
  const after = value.slice(to, to + size);
  const longer = mark === "*" && (value[from - 2] === "*" || value[to + 1] === "*");
  if (before === mark && after === mark && !longer) {
    write(area, from - size, to + size, value.slice(from, to), from - size, to - size);
  } else {
    write(area, from, to, mark + value.slice(from, to) + mark, from + size, to + size);
  }
};

const MARKED = /^(\s*)(?:[-*+] |\d+[.)] |#{1,6} )/;
const lines = (area, markOf) => {
  const { value } = area;
  const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", area.selectionEnd);
  const to = next === -1 ? value.length : next;
  const old = value.slice(from, to).split("\n");
  const marked = old.every((line, index) => line.startsWith(markOf(index)));
  const remade = (line, index) =>
    marked ? line.slice(markOf(index).length) : markOf(index) + line.replace(MARKED, "$1");
  const fresh = old.map(remade).join("\n");
  write(area, from, to, fresh, old.length > 1 ? from : from + fresh.length, from + fresh.length);
};

const block = (area, text) => {
  const { selectionEnd: at, value } = area;
  const head = !at || value.slice(0, at).endsWith("\n\n") ? "" : value[at - 1] === "\n" ? "\n" : "\n\n";
  const whole = `${head}${text}\n`;
  write(area, at, at, whole, at + head.length + 2, at + head.length + 2);
};

const link = (area, word) => {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const words = value.slice(from, to) || word;
  const text = `[${words}](https://)`;
  write(area, from, to, text, from + text.length - 1, from + text.length - 1);
};

const MARKS = {
  bold: (area) => around(area, "**"),
  italic: (area) => around(area, "*"),
  heading: (area) => lines(area, () => "## "),
  list: (area) => lines(area, () => "- "),
  numbers: (area) => lines(area, (index) => `${index + 1}. `),
  table: (area, word) => block(area, `| ${word} 1 | ${word} 2 |\n|---|---:|\n|  |  |`),
  link: (area, word) => link(area, word),
};

const areaOf = (inside) => inside.closest("[data-richtext]")?.querySelector("textarea");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-richtext] [data-mark]");
  if (button) MARKS[button.dataset.mark](areaOf(button), button.dataset.word || "");
});

const goOn = (event, area) => {
  const { selectionStart: at, value } = area;
  if (at !== area.selectionEnd) return;
  const from = value.lastIndexOf("\n", at - 1) + 1;
  const found = /^(\s*)([-*+]|\d+[.)]) +(.*)$/.exec(value.slice(from, at));
  if (!found) return;
  event.preventDefault();
  if (!found[3].trim()) {
    write(area, from, at, "", from, from);
    return;
  }
  const number = parseInt(found[2], 10);
  const mark = Number.isNaN(number) ? found[2] : `${number + 1}${found[2].slice(-1)}`;
  const text = `\n${found[1]}${mark} `;
  write(area, at, at, text, at + text.length, at + text.length);
};

document.addEventListener("keydown", (event) => {
  const bar = event.target.closest?.(".richtext-bar");
  if (bar && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    const buttons = [...bar.querySelectorAll("button")];
    const now = buttons.indexOf(event.target.closest("button"));
    const last = buttons.length - 1;
    const left = now ? now - 1 : last;
    const right = now < last ? now + 1 : 0;
    const next = { ArrowLeft: left, ArrowRight: right, Home: 0, End: last }[event.key];
    event.preventDefault();
    buttons.forEach((button, index) => (button.tabIndex = index === next ? 0 : -1));
    buttons[next].focus();
    return;
  }
  const area = event.target.matches?.("[data-richtext] textarea") ? event.target : null;
  if (!area) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && "bi".includes(event.key.toLowerCase())) {
    event.preventDefault();
    MARKS[event.key.toLowerCase() === "b" ? "bold" : "italic"](area);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.isComposing) {
    goOn(event, area);
  }
});

const show = (root) => {
  root.querySelectorAll?.("[data-richtext]").forEach((editor) => {
    editor.querySelectorAll(".richtext-bar, .richtext-preview").forEach((part) => (part.hidden = false));
    editor.classList.add("is-live");
  });
};
show(document);
document.addEventListener("htmx:load", (event) => show(event.detail.elt.parentElement || document));
