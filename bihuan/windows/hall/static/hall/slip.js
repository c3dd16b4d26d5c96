// A slip goes to the printer when asked, and the kiosk back to its first page by itself.
const slip = document.querySelector("[data-slip]");
const print = document.querySelector("[data-print]");
print.hidden = false;
print.addEventListener("click", () => window.print());
setTimeout(() => location.replace(slip.dataset.again), 20000);
