// The kiosk while the network is away: the tap is kept and sent again under its own key, so that it is one number.
// And a kiosk that somebody walked away from is Chinese, in ordinary type and at its first page again.
const place = document.querySelector("[data-kiosk]");
const told = place.querySelector("[data-told]");
const retrying = place.querySelector("[data-retrying]");
const AGAIN = 2000;
const LONGEST = 120000;
const IDLE = 60000;

for (const form of place.querySelectorAll("form[data-take]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, performance.now() + LONGEST);
  });
}

async function send(form, until) {
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  told.hidden = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.status >= 500) throw new Error(answer.status);
    const { to, error } = await answer.json();
    if (to) return location.replace(to);
    say(error);
  } catch {
    if (performance.now() < until) {
      retrying.hidden = false;
      return setTimeout(send, AGAIN, form, until);
    }
    say(retrying.textContent);
  }
  retrying.hidden = true;
  buttons.forEach((button) => (button.disabled = false));
}

function say(text) {
  told.hidden = false;
  told.querySelector("[data-text]").textContent = text;
  told.scrollIntoView({ block: "center" });
}

let idle = null;

function touched() {
  clearTimeout(idle);
  idle = setTimeout(rest, IDLE);
}

async function rest() {
  if (!retrying.hidden || !navigator.onLine) return touched();
  try {
    await fetch(place.dataset.again, { method: "HEAD", cache: "no-store" });
    location.replace(place.dataset.again);
  } catch {
    touched();
  }
}

for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched, { passive: true });
touched();
