// The big screen: the present call, the calls before it, notices while nobody is called, how many wait.
import { fill, made, screen } from "./frame.js";
import { Voice } from "./voice.js";

const place = document.getElementById("screen");
const stage = document.querySelector("[data-stage]");
const sheet = document.querySelector("[data-notice]");
const list = document.querySelector("[data-calls]");
const sound = document.querySelector("[data-sound]");
const closed = document.querySelector("[data-closed]");
const MOST = 7;
// How long a call keeps the stage before notices may have it, and a notice before the next.
const CALL = 20000;
const NOTICE = 9000;
// How long a call stands out in the list from the moment it comes, even while others are still being said.
const FRESH = 10000;
let calls = [];
let notices = [];
let shown = 0;
let calledAt = -CALL;

// The stage shows the call that is being said, the list every call at once.
const voice = new Voice(JSON.parse(document.getElementById("spoken").textContent), place.dataset.base, (call) => {
  place.dataset.saying = call ? call.ticket : "";
  mark();
  if (!call) return;
  calledAt = performance.now();
  put(call);
});

function mark() {
  calls.forEach((call, at) => {
    const now = call.ticket === place.dataset.saying || performance.now() - call.heard < FRESH;
    list.children[at].classList.toggle("now", now);
  });
}

function put(call) {
  stage.hidden = !call;
  sheet.hidden = true;
  if (!call) return;
  fill(stage, call);
  stage.dataset.ticket = call.ticket;
}

function draw() {
  const rows = calls.map((call) => {
    const row = made("call", call);
    row.dataset.ticket = call.ticket;
    return row;
  });
  list.replaceChildren(...rows);
  mark();
  document.querySelector("[data-no-calls]").hidden = rows.length > 0;
}

const without = (ticket) => calls.filter((one) => one.ticket !== ticket);

function standing({ waiting, counters }) {
  for (const row of document.querySelectorAll("[data-service]")) {
    fill(row, { waiting: waiting[row.dataset.service] ?? 0 });
  }
  const open = counters.filter((one) => one.state === "open").length;
  fill(document.querySelector("[data-open]"), { open });
}

const hear = {
  picture(said) {
    calls = said.calls;
    notices = said.notices;
    draw();
    if (performance.now() - calledAt > CALL) put(calls[0]);
    closed.hidden = !said.closed;
    standing(said.standing);
  },
  standing,
  closed: () => (closed.hidden = false),
  called(call) {
    calls = [{ ...call, heard: performance.now() }, ...without(call.ticket)].slice(0, MOST);
    draw();
    setTimeout(mark, FRESH + 100);
    voice.call(call);
  },
  recalled: (call) => hear.called(call),
  passed({ ticket }) {
    calls = without(ticket);
    draw();
    if (stage.dataset.ticket === ticket) put(calls[0]);
  },
  notice(said) {
    notices = [said, ...notices].slice(0, 5);
    shown = 0;
    turn();
  },
};

// Between calls the notices have the stage, one after the other, then the last call again.
function turn() {
  if (performance.now() - calledAt < CALL || !notices.length) return;
  const notice = notices[shown % (notices.length + 1)];
  shown += 1;
  if (!notice) return put(calls[0]);
  fill(sheet, notice);
  sheet.hidden = false;
  stage.hidden = true;
}

setInterval(turn, NOTICE);
sound.addEventListener("click", () => voice.wake());
voice.sound.onstatechange = () => (sound.hidden = !voice.silent);
sound.hidden = !voice.silent;
screen(["called", "recalled", "passed", "notice", "state", "closed"], (kind, said) => hear[kind]?.(said));
