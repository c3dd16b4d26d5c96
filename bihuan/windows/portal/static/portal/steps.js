// Shows a long form one step at a time. Without this script it is one page and works the same.
const form = document.querySelector("[data-steps]");
const steps = [...form.querySelectorAll("[data-step]")];
const line = form.querySelector("[data-step-line]");
const buttons = form.querySelector("[data-step-buttons]");
const [back, next] = [buttons.querySelector("[data-back]"), buttons.querySelector("[data-next]")];
let here = 0;

const complete = (step) => [...step.querySelectorAll("input, textarea, select")].every((input) => input.reportValidity());

function show(number, focus) {
  here = number;
  steps.forEach((step, at) => (step.hidden = at !== here));
  [...line.children].forEach((mark, at) => {
    mark.classList.toggle("past", at < here);
    if (at === here) mark.setAttribute("aria-current", "step");
    else mark.removeAttribute("aria-current");
  });
  back.hidden = here === 0;
  next.hidden = here === steps.length - 1;
  if (focus) {
    steps[here].querySelector("h2").focus();
    scrollTo({ top: 0 });
  }
}

next.addEventListener("click", () => complete(steps[here]) && show(here + 1, true));
back.addEventListener("click", () => show(here - 1, true));

// Enter in a field goes on to the next step instead of sending what is not finished.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.matches("textarea, button, summary, a")) return;
  if (here < steps.length - 1) {
    event.preventDefault();
    next.click();
  }
});

// A link of the error summary leads into its step.
form.addEventListener("click", (event) => {
  const target = event.target.closest?.('.note a[href^="#"]')?.getAttribute("href");
  const at = target ? steps.findIndex((step) => step.querySelector(target)) : -1;
  if (at >= 0) show(at);
});

const told = steps.findIndex((step) => step.querySelector("#told .note"));
const wrong = steps.findIndex((step) => step.querySelector(".error"));
line.hidden = buttons.hidden = false;
form.classList.add("stepped");
show(wrong >= 0 ? wrong : Math.max(told, 0));

// What is wrong is read out and is where the keyboard starts.
const summary = form.querySelector(':scope > .note[role="alert"]');
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
}
