// Wakes up when the counter finishes a visit, and goes to sleep again.
import { listen } from "../js/live.js";

const place = document.querySelector("[data-rating]");
const thanks = place.querySelector("[data-thanks]");

async function look() {
  const before = document.getElementById("asked");
  if (before.querySelector("details[open]")) return;
  try {
    const answer = await fetch(place.dataset.asking, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("asked");
    if (fresh && fresh.dataset.ticket !== before.dataset.ticket) before.replaceWith(fresh);
  } catch {
    // The stream says when the server is back; until then the page stands as it is.
  }
}

listen(place, ["state", "called"], () => setTimeout(look, 200), () => {});
setInterval(look, 15000);
if (thanks) setTimeout(() => (thanks.hidden = true), 6000);
