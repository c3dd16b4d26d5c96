// [data-clock] and [data-today] run by the server's clock, in Shanghai's time, whatever the machine's own says.
let ahead = 0;

export const set = (at) => (ahead = Date.parse(at) - Date.now());
export const now = () => Date.now() + ahead;

const zone = "Asia/Shanghai";
const language = document.documentElement.lang;
const hours = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: "long" });
const weekdays = new Intl.DateTimeFormat(language, { timeZone: zone, weekday: "long" });

export const time = (at) => hours.format(at);

function tick() {
  const at = now();
  const put = (place, text) => place && place.textContent !== text && (place.textContent = text);
  put(document.querySelector("[data-clock]"), time(at));
  put(document.querySelector("[data-today]"), `${days.format(at)} ${weekdays.format(at)}`);
}

setInterval(tick, 1000);
