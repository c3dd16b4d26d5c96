// The reading desk: selected words go into the form that adds a promise; a binding shows only the fields that count.

const clause = document.querySelector("[data-clause-text]");
const words = document.querySelector("[data-words]");
const adding = document.getElementById("add");

document.addEventListener("mouseup", () => {
  const chosen = getSelection();
  if (!clause || !words || chosen.isCollapsed || !chosen.getRangeAt(0).intersectsNode(clause)) return;
  const range = chosen.getRangeAt(0).cloneRange();
  if (!clause.contains(range.startContainer)) range.setStart(clause, 0);
  if (!clause.contains(range.endContainer)) range.setEnd(clause, clause.childNodes.length);
  const text = range.toString().trim();
  if (text.length < 2) return;
  words.value = text;
  adding.open = true;
});

const OF = {
  promise: ["kind", "also", "start", "stop", "allowance", "gravity", "public"],
  indicator: ["kind", "measure", "title", "target", "better"],
  duty: ["every"],
  sheet: [],
};

function show(form) {
  const shown = OF[form.elements.to.value] ?? [];
  form.querySelectorAll("[data-of]").forEach((part) => {
    part.hidden = part.dataset.of !== "to" && !shown.includes(part.dataset.of);
  });
}

document.querySelectorAll("[data-bind]").forEach((form) => {
  show(form);
  form.elements.to.addEventListener("change", () => show(form));
});

document.querySelector(".draft-tree [aria-current]")?.scrollIntoView({ block: "nearest" });
