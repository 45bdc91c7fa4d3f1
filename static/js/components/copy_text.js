// A button with data-copy puts the value of the field it names on the clipboard, and says so.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");
  }
  const said = document.getElementById(button.dataset.copySaid);
  if (said) said.textContent = button.dataset.copyWords;
});
