// The screen above one counter: whom it serves, or why it does not.
import { fill, screen } from "./frame.js";

const place = document.getElementById("screen");
const number = Number(place.dataset.counter);
const titles = JSON.parse(document.getElementById("services").textContent);
let shown = {};
let blink = null;

function draw(counter) {
  shown = counter;
  const doing = counter.state === "open" ? counter.doing || "free" : counter.state;
  place.dataset.doing = doing;
  fill(place, { ...counter, serving: titles[counter.service] ?? "" });
  for (const part of place.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(doing);
  place.querySelector("[data-card]").hidden = !counter.clerk;
}

function standing({ counters }) {
  const mine = counters.find((one) => one.number === number);
  // A counter that was closed for good has no page any more.
  return mine ? draw(mine) : location.reload();
}

function called(call) {
  if (call.counter !== number) return;
  draw({ ...shown, state: "open", ticket: call.ticket, doing: "called", service: call.service });
  place.classList.add("now");
  clearTimeout(blink);
  blink = setTimeout(() => place.classList.remove("now"), 10000);
}

function state(said) {
  if (said.counter === number) draw({ ...shown, state: said.state, sign: said.sign, ticket: "", doing: "" });
}

const hear = { picture: (said) => standing(said.standing), standing, called, recalled: called, state };
screen(["called", "recalled", "state"], (kind, said) => hear[kind]?.(said));
