// Brings the service worker in, says when there is no network, and keeps a form that could not be sent.
import { words } from "../js/words.js";

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {});

const note = document.querySelector("[data-offline]");
const told = note?.querySelector("[data-offline-told]");
const STORE = "unsent";

function tell() {
  if (!note) return;
  note.hidden = navigator.onLine;
}
addEventListener("online", tell);
addEventListener("offline", tell);
tell();

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("bihuan", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "once" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function store(mode, act) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const asked = act(base.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  } finally {
    base.close();
  }
}

const LEFT_OUT = ["csrfmiddlewaretoken", "code", "ask"];

// A form with data-keep and a field `once`: without network it is kept here, with the moment it was written.
for (const form of document.querySelectorAll("form[data-keep]")) {
  form.addEventListener("submit", async (event) => {
    if (navigator.onLine || event.submitter?.name === "ask") return;
    event.preventDefault();
    const fields = [...new FormData(form)].filter(
      ([name, value]) => !LEFT_OUT.includes(name) && !(value instanceof File && !value.size),
    );
    await store("readwrite", (rows) =>
      rows.put({ once: form.elements.once.value, to: form.getAttribute("action"), at: new Date().toISOString(), fields }),
    );
    say(words.kept);
  });
}

function say(text, link) {
  if (!note) return;
  note.hidden = false;
  told.textContent = text;
  if (link) told.append(" ", link);
  note.scrollIntoView({ block: "center" });
}

// Sends what was kept. The key makes sure that it counts once, however often it arrives.
async function send(row) {
  const page = await (await fetch(row.to)).text();
  const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  const data = new FormData();
  for (const [name, value] of row.fields) if (name !== "written_at") data.append(name, value);
  data.append("written_at", row.at);
  data.append("csrfmiddlewaretoken", token);
  const answer = await fetch(row.to, { method: "POST", body: data });
  if (answer.ok && answer.redirected) {
    await store("readwrite", (rows) => rows.delete(row.once));
    const link = document.createElement("a");
    link.href = answer.url;
    link.textContent = words.kept_look;
    say(words.kept_sent, link);
  } else if (answer.status === 422) finish(row, token);
}

// The phone is not proven on this device: its owner goes on with the form as he left it, and asks for a code.
function finish(row, token) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = words.kept_finish;
  button.addEventListener("click", () => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: row.to, enctype: "multipart/form-data", hidden: true });
    const fields = [...row.fields.filter(([name]) => name !== "written_at"), ["written_at", row.at], ["ask", "code"], ["csrfmiddlewaretoken", token]];
    for (const [name, value] of fields) {
      const input = document.createElement("input");
      input.name = name;
      if (value instanceof File) {
        const held = new DataTransfer();
        held.items.add(value);
        input.type = "file";
        input.files = held.files;
      } else input.value = value;
      form.append(input);
    }
    document.body.append(form);
    store("readwrite", (rows) => rows.delete(row.once)).then(() => form.submit());
  });
  say(words.kept_unproven, button);
}

async function sendAll() {
  if (!navigator.onLine || !note) return;
  for (const row of await store("readonly", (rows) => rows.getAll())) {
    try {
      await send(row);
    } catch {
      return;
    }
  }
}
addEventListener("online", () => navigator.locks.request("unsent", sendAll));
if ("indexedDB" in window && navigator.locks) navigator.locks.request("unsent", sendAll);
