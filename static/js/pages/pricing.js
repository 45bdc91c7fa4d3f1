// The pricing editor: hours beside a column of volumes, the channel decides which boxes count, and what keeps the model
// from being computed is said at its box too.

const typing = document.getElementById("pricing-typing");
const results = document.getElementById("pricing-results");

const clock = (column) => {
  const box = column.parentElement.closest(".volumes-hours") || wrap(column);
  const lines = column.value.split("\n").length;
  const minutes = lines > 24 ? 30 : 60;
  const hours = [...Array(lines > 24 ? 48 : 24).keys()].map((index) => {
    const at = index * minutes;
    return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
  });
  const shown = box.querySelector(".volumes-clock");
  shown.textContent = hours.join("\n");
  shown.scrollTop = column.scrollTop;
};

const wrap = (column) => {
  const box = document.createElement("div");
  box.className = "volumes-hours";
  const hours = document.createElement("div");
  hours.className = "volumes-clock";
  hours.setAttribute("aria-hidden", "true");
  column.before(box);
  box.append(hours, column);
  const follow = () => {
    hours.scrollTop = column.scrollTop;
    hours.style.setProperty("height", `${column.offsetHeight}px`);
  };
  column.addEventListener("scroll", follow);
  new ResizeObserver(follow).observe(column);
  return box;
};

const dress = () => typing.querySelectorAll(".volumes-input").forEach(clock);

typing.addEventListener("input", (event) => {
  if (event.target.matches(".volumes-input")) clock(event.target);
});
typing.addEventListener("change", (event) => {
  if (!event.target.name || !event.target.name.endsWith(".channel")) return;
  const service = event.target.closest(".service");
  service.querySelectorAll("[data-channel]").forEach((part) => (part.dataset.channel = event.target.value));
});
typing.addEventListener("htmx:afterSettle", dress);

const tellAtBoxes = () => {
  typing.querySelectorAll("[data-live-error]").forEach((note) => note.remove());
  typing.querySelectorAll("[data-live-invalid]").forEach((box) => {
    box.classList.remove("is-invalid");
    box.removeAttribute("data-live-invalid");
  });
  results.querySelectorAll("[data-box]").forEach((line) => {
    const box = line.dataset.box && document.getElementById(`id_${line.dataset.box}`);
    if (!box || box.closest(".field").querySelector(".field-error")) return;
    box.classList.add("is-invalid");
    box.dataset.liveInvalid = "yes";
    const note = document.createElement("div");
    note.className = "field-error";
    note.dataset.liveError = "yes";
    note.textContent = line.textContent;
    box.closest(".field").append(note);
  });
};
results.addEventListener("htmx:afterSwap", tellAtBoxes);

dress();
