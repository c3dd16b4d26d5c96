// The counter panel: a sheet that opens takes the focus, and the panel keeps the keyboard after each deed.

document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details.asking") || !event.target.open) return;
    event.target.querySelector("select, input:not([type=hidden])")?.focus();
  },
  true,
);

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "panel" && event.detail.elt?.id !== "panel") return;
  // What was told when the page was opened is over with the next deed.
  document.querySelectorAll("#content > .note").forEach((note) => note.remove());
  document.querySelector("#panel .note")?.scrollIntoView({ block: "nearest" });
});
