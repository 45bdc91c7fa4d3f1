// A workbook dropped on the zone goes into its file box; the zone says which file was chosen.

document.querySelectorAll("[data-drop-zone]").forEach((zone) => {
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-drop-name]");
  const over = (on) => zone.classList.toggle("is-over", on);
  const say = () => {
    if (input.files.length) name.textContent = input.files[0].name;
  };
  ["dragenter", "dragover"].forEach((kind) =>
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      over(true);
    }),
  );
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      say();
    }
  });
  input.addEventListener("change", say);
});
