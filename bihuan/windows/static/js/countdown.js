// <time data-due="ISO" data-now="ISO" data-soon="seconds"> counts down by the server's clock, in words.
import { words, fill } from "./words.js";

const loaded = performance.now();

function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return fill(hours ? words.days_hours : words.days, { days, hours });
  if (hours) return fill(rest ? words.hours_minutes : words.hours, { hours, minutes: rest });
  return minutes ? fill(words.minutes, { minutes }) : words.under_a_minute;
}

function tell(time) {
  const shown = time.closest(".due");
  const birth = Number(time.dataset.birth ?? loaded);
  const left = (Date.parse(time.dataset.due) - Date.parse(time.dataset.now) - (performance.now() - birth)) / 1000;
  const text = fill(left > 0 ? words.left : words.over, { span: span(Math.abs(left)) });
  const mood = left <= 0 ? "overdue" : left <= Number(time.dataset.soon) ? "soon" : "running";
  const place = time.querySelector("[data-text]") ?? time;
  if (place.textContent !== text) place.textContent = text;
  if (shown && shown.dataset.mood !== mood) {
    shown.dataset.mood = mood;
    const use = shown.querySelector("use");
    const name = { overdue: "alert-triangle", soon: "alarm", running: "clock" }[mood];
    if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  }
}

const all = () => document.querySelectorAll("time[data-due][data-now]").forEach(tell);
// A piece that htmx brings later carries a later data-now, so it counts from when it arrived.
document.addEventListener("htmx:load", (event) => {
  event.target.querySelectorAll("time[data-due][data-now]").forEach((time) => {
    time.dataset.birth = performance.now();
    tell(time);
  });
});
all();
setInterval(all, 15000);
document.addEventListener("visibilitychange", all);
