// The pieces of a hall's page that ask every few seconds ask at once when something happens in the hall.
/* global htmx */
import { listen } from "../js/live.js";

const place = document.querySelector("[data-stream]");
let asking = null;

// Several things happen at once in a hall: one look answers them all.
function soon() {
  asking ??= setTimeout(() => {
    asking = null;
    document.querySelectorAll("[hx-trigger*='stir']").forEach((piece) => htmx.trigger(piece, "stir"));
  }, 250);
}

listen(place, ["called", "recalled", "passed", "state", "closed"], soon, () => {});
