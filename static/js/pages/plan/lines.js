// The editor of the plan's lines: one more line on demand, made from the blank one.

const form = document.querySelector("form[data-lines]");
const button = form.querySelector("[data-lines-add]");
const list = form.querySelector("[data-lines-list]");
const blank = form.querySelector("[data-lines-blank]");
const total = form.querySelector(`[name="${form.dataset.lines}-TOTAL_FORMS"]`);

button.hidden = false;
button.addEventListener("click", () => {
  const holder = document.createElement("div");
  holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
  const line = holder.firstElementChild;
  list.append(line);
  total.value = Number(total.value) + 1;
  line.querySelector("input:not([type=hidden]), select, textarea").focus();
});
