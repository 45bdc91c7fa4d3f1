// The editor of the plan: more lines on demand, and what the twelve months add up to while one types.
(() => {
  const form = document.querySelector("form[data-lines]");
  if (form) {
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
  }

  const sums = document.querySelector("form[data-sum]");
  if (!sums) return;
  const words = sums.querySelector("[data-sum-words]");
  const amount = (field) => Number(field.value.replace(/[^\d-]/g, "")) || 0;
  const write = (value) => `$ ${String(Math.abs(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ".")}`;
  const show = () => {
    const year = amount(sums.querySelector("[name=yearly]"));
    const months = [...sums.querySelectorAll("[name^=month_]")].reduce((sum, field) => sum + amount(field), 0);
    const off = year - months;
    const tail = off ? `${write(off)} ${off > 0 ? words.dataset.sumLess : words.dataset.sumMore}` : words.dataset.sumEqual;
    words.textContent = `${words.dataset.sumLabel} ${write(months)}: ${tail}`;
    words.parentElement.classList.toggle("is-off", off !== 0);
  };
  sums.addEventListener("input", show);
  show();
})();
