// The field page: keeps what is done, sends it, and shows what is kept. Without scripts the same forms are plain forms.
import { fill } from "../../js/words.js";
import { canScan, scan } from "./camera.js";
import { tidy } from "./codes.js";
import { add, all, drop, send } from "./queue.js";

const words = JSON.parse(document.getElementById("field-words").textContent);
const START = location.pathname;
const RETRY = 30_000;
let page = document.querySelector("[data-field]");
// The phone's clock may be wrong: what is due follows the server's, as far apart as they were when last heard of.
let ahead = Number(localStorage.getItem("field-ahead")) || 0;

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/field/sw.js", { scope: START }).catch(() => {});

const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
const node = (tag, props = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...inside);
  return made;
};

function blame(form, text) {
  const place = form.querySelector("[data-wrong]");
  if (!place) return;
  place.hidden = !text;
  place.textContent = text;
}

// What the form itself can see; the server looks again.
function fault(form, data) {
  const kind = form.elements.kind.value;
  if (kind === "scan") return tidy(data.get("code")) ? "" : words.not_a_code;
  if (kind === "photo") return data.get("photo")?.size ? "" : fill(words.answer, { what: words.photo });
  const duty = form.closest("[id^=d]");
  if (kind === "finish") {
    const ways = [...duty.querySelectorAll("[data-must-scan]")];
    if (ways.some((way) => Number(way.querySelector("[data-count]").textContent) === 0)) return words.no_scan;
  }
  for (const entry of form.querySelectorAll("[data-must], [name=text]")) {
    const name = entry.name || entry.querySelector?.("input")?.name;
    if (name && !String(data.get(name) ?? "").trim()) {
      const label = entry.closest("fieldset")?.querySelector("legend") || form.querySelector(`label[for="${entry.id}"]`);
      return fill(words.answer, { what: label?.firstChild?.textContent.trim() || name });
    }
  }
  return "";
}

// A photo of twelve megapixels says no more than one of two, and waits longer for network.
async function smaller(file) {
  if (!file?.type?.startsWith("image/") || file.size < 600_000) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, 1920 / Math.max(picture.width, picture.height));
    const sheet = node("canvas", { width: picture.width * scale, height: picture.height * scale });
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    const blob = await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

function newKey() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${bytes.slice(0, 8)}-${bytes.slice(8, 12)}-4${bytes.slice(13, 16)}-a${bytes.slice(17, 20)}-${bytes.slice(20)}`;
}

const LEFT_OUT = ["csrfmiddlewaretoken"];

async function keep(form) {
  const at = Date.now();
  const data = new FormData(form);
  const wrong = fault(form, data);
  blame(form, wrong);
  if (wrong) return;
  const fields = [];
  for (const [name, value] of data) {
    if (LEFT_OUT.includes(name)) continue;
    if (name === "code") fields.push([name, tidy(value)]);
    else fields.push([name, value instanceof File ? await smaller(value) : value]);
  }
  const duty = form.closest("[id^=d]");
  const kind = form.elements.kind.value;
  await add({ owner: page.dataset.owner, name: page.dataset.name, duty: form.elements.duty.value, title: duty.dataset.title, kind, at, fields });
  if (kind !== "finish") form.reset();
  form.elements.once.value = newKey();
  await show();
  await sendAll();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) {
    event.preventDefault();
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("field-own-")).map((name) => caches.delete(name)))).finally(() => form.submit());
  }
  if (!form.matches("[data-act-form]")) return;
  event.preventDefault();
  keep(form).catch(() => form.submit());
});

document.addEventListener("click", async (event) => {
  const seen = event.target.closest("[data-seen]");
  if (seen) {
    await drop(Number(seen.dataset.seen));
    await show();
  }
  const asked = event.target.closest("[data-camera]");
  if (!asked) return;
  const form = asked.closest("form");
  await scan((text) => {
    const code = tidy(text);
    if (!code) return false;
    form.elements.code.value = code;
    form.requestSubmit();
    return true;
  }).catch(() => blame(form, words.no_camera));
});

// Opened by the phone's own camera: the code belongs to the round that is open now.
function fromLabel() {
  if (!location.hash.startsWith("#p=")) return;
  const code = tidy(location.hash);
  const last = sessionStorage.getItem("round");
  history.replaceState(null, "", last ? `#${last}` : START);
  const rounds = [...page.querySelectorAll("section[id^=d]")].filter((one) => one.querySelector("[data-way]") && !one.querySelector("[data-open]").hidden);
  const round = rounds.find((one) => one.id === last) || rounds[0];
  if (!code || !round) return tell(words[code ? "which" : "not_a_code"], "soon");
  location.hash = round.id;
  const form = round.querySelector("[data-way] form");
  form.elements.code.value = code;
  form.requestSubmit();
}

addEventListener("hashchange", () => {
  if (location.hash.startsWith("#p=")) fromLabel();
  else if (location.hash.startsWith("#d")) sessionStorage.setItem("round", location.hash.slice(1));
});

let notes = [];
function tell(text, tone = "done") {
  notes = [...notes.slice(-3), node("p", { className: `note tone-${tone}`, textContent: text })];
  show();
}

const what = (row) => `${row.title} · ${words[row.kind]}`;

// Everything that is kept, drawn over what the server knew.
async function show() {
  const rows = await all();
  const mine = rows.filter((row) => row.owner === page.dataset.owner);
  const waiting = mine.filter((row) => !row.refused);
  const others = rows.length - mine.length;
  const list = page.querySelector("[data-queue]");
  list.replaceChildren(...notes);
  if (waiting.length) list.append(node("p", { className: "note tone-soon", textContent: fill(words[waiting.length === 1 ? "waiting_one" : "waiting_many"], { count: waiting.length }) }));
  if (others) list.append(node("p", { className: "note", textContent: fill(words.others, { count: others }) }));
  for (const row of mine.filter((one) => one.refused)) {
    const button = node("button", { type: "button", className: "btn", textContent: words.seen });
    button.dataset.seen = row.number;
    list.append(node("div", { className: "note tone-overdue field-refused" }, node("div", {}, node("strong", { textContent: fill(words.refused, { what: what(row), time: clock(row.at) }) }), node("p", { textContent: row.refused }), button)));
  }
  if (ended === "signed-out") list.append(node("a", { className: "btn btn-primary btn-lg w-100", href: page.dataset.login, textContent: words.sign_in }));
  if (ended === "busy" && waiting.length) list.append(node("p", { className: "note tone-soon", textContent: words.send_failed }));
  document.querySelector("[data-net]").hidden = ended !== "offline" && navigator.onLine;
  for (const duty of page.querySelectorAll("section[id^=d]")) drawDuty(duty, waiting.filter((row) => `d${row.duty}` === duty.id));
  drawNext();
}

function drawDuty(duty, rows) {
  const now = (Date.now() - ahead) / 1000;
  const { opens, due, closes } = duty.dataset;
  const finished = rows.find((row) => row.kind === "finish");
  const mood = finished ? "kept" : now > closes ? "missed" : now > due ? "overdue" : now >= opens ? "now" : "soon";
  duty.dataset.mood = mood;
  const tile = page.querySelector(`[data-tile="${duty.id}"]`);
  for (const tags of [duty, tile]) for (const tag of tags.querySelectorAll("[data-when]")) tag.hidden = tag.dataset.when !== mood;
  const open = duty.querySelector("[data-open]");
  if (!open) return;
  open.hidden = mood === "soon" || mood === "kept";
  duty.querySelector("[data-not-yet]").hidden = mood !== "soon";
  const done = duty.querySelector("[data-kept-done]");
  done.hidden = !finished;
  if (finished) done.textContent = fill(words.kept_done, { time: clock(finished.at) });
  const scans = rows.filter((row) => row.kind === "scan");
  for (const way of duty.querySelectorAll("[data-way]")) {
    const kept = way.querySelector("[data-kept-points]");
    kept.replaceChildren(...scans.map((row) => node("li", { className: "kept", textContent: fill(words.kept_point, { time: clock(row.at) }) })));
    kept.hidden = !scans.length;
    way.querySelector("[data-count]").textContent = Number(way.dataset.reached) + scans.length;
  }
}

function drawNext() {
  const hero = page.querySelector("[data-next]");
  if (!hero) return;
  const tiles = [...page.querySelectorAll("[data-tile]")].filter((tile) => !tile.hasAttribute("data-others"));
  const mood = (tile) => document.getElementById(tile.dataset.tile).dataset.mood;
  const next = tiles.find((tile) => ["now", "overdue"].includes(mood(tile))) || tiles.find((tile) => mood(tile) === "soon");
  hero.hidden = !next;
  if (!next) return;
  hero.href = `#${next.dataset.tile}`;
  hero.querySelector("[data-next-title]").textContent = next.querySelector("strong").textContent;
  hero.querySelector("[data-next-when]").textContent = next.querySelector(".quiet").textContent;
}

let ended = "sent";
const later = (row, said) => {
  if (said.later) tell(fill(words.sent_later, { what: what(row), time: clock(row.at) }));
  else tell(said.told, said.finding ? "soon" : "done");
};

async function sendAll() {
  const any = (await all()).some((row) => !row.refused && row.owner === page.dataset.owner);
  if (!any) return;
  await navigator.locks.request("field-acts", async () => {
    let count = 0;
    ended = await send(page.dataset, (row, said) => {
      count += 1;
      later(row, said);
    });
    if (count) await renew();
  });
  await show();
}

// What the server knows now, without losing where somebody is.
async function renew() {
  try {
    const answer = await fetch(START, { headers: { "X-Field": "page" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-field]");
    if (!fresh) return;
    const written = [...page.querySelectorAll("form[data-act-form]")].map((form) => [form.elements.duty.value, form.elements.kind.value, form.elements.proof?.value, [...new FormData(form)]]);
    page.replaceWith(fresh);
    page = fresh;
    for (const [duty, kind, proof, fields] of written) putBack(duty, kind, proof, fields);
    prepare();
    // Browsers look for what an address points at only when it changes.
    const here = location.hash;
    if (here.startsWith("#d")) {
      history.replaceState(null, "", START);
      location.replace(here);
    }
  } catch {
    ended = "offline";
  }
}

// Half-written answers survive; what names the form does not.
function putBack(duty, kind, proof, fields) {
  if (kind !== "finish" && kind !== "finding") return;
  const form = [...page.querySelectorAll("form[data-act-form]")].find((one) => one.elements.duty.value === duty && one.elements.kind.value === kind && one.elements.proof?.value === proof);
  if (!form) return;
  for (const [name, value] of fields) {
    if (["csrfmiddlewaretoken", "once", "kind", "duty"].includes(name) || typeof value !== "string") continue;
    const entry = form.elements[name];
    if (entry) entry.value = value;
  }
}

function prepare() {
  for (const button of page.querySelectorAll("[data-camera]")) button.hidden = !canScan();
}

async function hearClock() {
  try {
    const said = await (await fetch(page.dataset.state, { cache: "no-store" })).json();
    ahead = Date.now() - Date.parse(said.at);
    localStorage.setItem("field-ahead", String(ahead));
    ended = said.owner ? "sent" : "signed-out";
  } catch {
    ended = "offline";
  }
}

async function begin() {
  prepare();
  await hearClock();
  await show();
  fromLabel();
  await sendAll();
}

addEventListener("online", sendAll);
addEventListener("offline", () => show());
document.addEventListener("visibilitychange", () => document.hidden || sendAll());
setInterval(() => sendAll().then(show), RETRY);
begin();
