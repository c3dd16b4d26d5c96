// Rows by keyboard (j, k, Enter), approved wording into the field, and the caller panel of the intake page.

const typing = (at) => at.closest("input, textarea, select, button, summary, [contenteditable]") !== null;
const off = () => localStorage.getItem("keys") === "off";

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(here + by, 0), rows.length - 1)];
  document.querySelectorAll(".picked-row").forEach((row) => row.classList.remove("picked-row"));
  next.closest("tr")?.classList.add("picked-row");
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const aside = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  const onRow = event.target.matches?.("[data-row]");
  if (aside || off() || (typing(event.target) && !onRow)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-into]");
  const field = button && document.getElementById(button.dataset.into);
  if (!field) return;
  field.value = field.value ? `${field.value}\n${button.dataset.text}` : button.dataset.text;
  field.focus();
});

// A form opened in place takes the focus, so that the keyboard goes on from there.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "act") return;
  event.target.scrollIntoView({ block: "nearest" });
  event.target.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
});
