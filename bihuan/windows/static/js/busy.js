// A form is sent once: the pressed button says so and a second press does nothing.
import { words } from "./words.js";

const rest = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  form.querySelectorAll("[data-busy-note]").forEach((note) => note.remove());
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  const note = document.createElement("span");
  note.className = "visually-hidden";
  note.setAttribute("role", "status");
  note.dataset.busyNote = "";
  note.textContent = words.sending;
  button.after(note);
});

// Coming back through the browser's memory must not find a dead form.
addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form[data-sent]").forEach(rest));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (form) rest(form);
});
