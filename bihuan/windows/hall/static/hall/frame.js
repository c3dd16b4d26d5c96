// What every screen does: it listens, it says when it stands still, it comes back as a new page after an upgrade.
import { listen } from "../js/live.js";
import * as clock from "./clock.js";

const place = document.getElementById("screen");

export function screen(kinds, hear) {
  listen(place, ["standing", "beat", ...kinds], (kind, said) => {
    if (said.at && (kind === "picture" || kind === "beat")) clock.set(said.at);
    if (kind === "picture" && said.version !== place.dataset.version) return location.reload();
    hear(kind, said);
  }, tell);
}

// A screen that goes dark calls nobody; the browser lets go of this whenever the page is hidden.
const stayLit = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", stayLit);
stayLit();

function tell(state) {
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  const lost = document.querySelector("[data-lost]");
  lost.hidden = state !== "still";
  if (state === "still") document.querySelector("[data-lost-since]").textContent = clock.time(clock.now());
}

// Fill [data-slot="name"] places of a piece with texts.
export function fill(piece, texts) {
  for (const slot of piece.querySelectorAll("[data-slot]")) {
    const text = String(texts[slot.dataset.slot] ?? "");
    if (slot.textContent !== text) slot.textContent = text;
  }
  return piece;
}

export const made = (name, texts) =>
  fill(document.getElementById(name).content.cloneNode(true), texts).firstElementChild;
