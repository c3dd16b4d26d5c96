// Menus made of <details class="drop">: Escape and a press elsewhere close them.
const close = (except) =>
  document.querySelectorAll("details.drop[open]").forEach((one) => one !== except && (one.open = false));

document.addEventListener("click", (event) => close(event.target.closest("details.drop")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("details.drop[open]");
  close();
  open?.querySelector("summary").focus();
});
