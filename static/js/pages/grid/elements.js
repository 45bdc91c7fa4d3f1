// The Matriz, making elements: what they say is written as text, never as HTML.

export const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

export const icon = (name) => {
  const made = document.createElement("i");
  made.className = `bi bi-${name}`;
  made.setAttribute("aria-hidden", "true");
  return made;
};
