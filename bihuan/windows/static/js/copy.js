// <button data-copy="text"> puts the text on the clipboard and says so.
import { words } from "./words.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const place = button.querySelector("[data-text]") ?? button;
  place.textContent = words.copied;
});
