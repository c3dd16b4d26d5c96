// Keeps a number's place in the queue true: at once when the hall calls somebody, and every now and then in any case.
import { words } from "../js/words.js";
import { listen } from "../js/live.js";

const card = document.querySelector("[data-number]");
const told = card.querySelector("[data-told]");
const EVERY = 20000;
let asking = null;

async function look() {
  try {
    const answer = await fetch(card.dataset.place, { cache: "no-store" });
    if (!answer.ok) return;
    const before = document.getElementById("place");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("place");
    const state = before.dataset.state;
    if (!fresh || fresh.innerHTML === before.innerHTML) return;
    before.replaceWith(fresh);
    if (fresh.dataset.state !== state) changed(fresh);
  } catch {
    told.textContent = words.not_live;
  }
}

function changed(place) {
  if (place.dataset.state === "called") navigator.vibrate?.([300, 150, 300]);
  // What follows has a form of its own: giving the number back, or the stars.
  if (!("live" in place.dataset)) location.reload();
}

// Several things happen at once in a hall: one look answers them all.
function soon() {
  asking ??= setTimeout(() => {
    asking = null;
    look();
  }, 300);
}

listen(card, ["called", "recalled", "passed", "state", "closed"], soon, (state) => {
  told.textContent = state === "live" ? "" : words.not_live;
});
setInterval(look, EVERY);
