// Puts the phone's position into a form, only when its owner presses the button, which then sends the form unless it is to stay.
import { words } from "../js/words.js";

for (const form of document.querySelectorAll("form[data-position]")) {
  const button = form.querySelector("[data-locate]");
  const told = form.querySelector("[data-told]");
  if (!button || !navigator.geolocation) continue;
  const say = (text) => {
    button.disabled = text === words.locating;
    told.textContent = text;
  };
  const located = ({ coords }) => {
    for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name];
    say(words.located);
    if (button.dataset.locate === "send") form.submit();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    say(words.locating);
    const asked = { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 };
    navigator.geolocation.getCurrentPosition(located, () => say(words.unlocated), asked);
  });
}
