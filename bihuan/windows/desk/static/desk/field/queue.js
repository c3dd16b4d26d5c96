// What was done and has not arrived yet, in the order it was done, in the phone's own database. Each act carries a key,
// the moment it was done, and whose it is; only his own sign-in sends it. What the server refuses stays until it is seen.
const STORE = "acts";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("bihuan-field", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function store(mode, act) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const turn = base.transaction(STORE, mode);
      const asked = act(turn.objectStore(STORE));
      turn.oncomplete = () => resolve(asked.result);
      turn.onabort = turn.onerror = () => reject(turn.error);
    });
  } finally {
    base.close();
  }
}

export const all = () => store("readonly", (rows) => rows.getAll());
export const add = (row) => store("readwrite", (rows) => rows.add(row));
export const drop = (number) => store("readwrite", (rows) => rows.delete(number));
const change = (row) => store("readwrite", (rows) => rows.put(row));

// Sends what waits, oldest first. Tells how it ended: "sent", "offline", "signed-out", "busy" (the server is).
export async function send({ state, act }, heard) {
  let known;
  try {
    const answer = await fetch(state, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return "busy";
    known = await answer.json();
  } catch {
    return "offline";
  }
  if (!known.owner) return "signed-out";
  const stuck = new Set();
  for (const row of await all()) {
    if (row.refused || row.owner !== known.owner || stuck.has(row.duty)) continue;
    const ended = await sendOne(row, known.token, act, heard);
    if (ended === "offline" || ended === "signed-out") return ended;
    // What comes after it on the same duty waits for it.
    if (ended === "busy") stuck.add(row.duty);
  }
  return stuck.size ? "busy" : "sent";
}

async function sendOne(row, token, act, heard) {
  const data = new FormData();
  for (const [name, value] of row.fields) {
    if (value instanceof Blob) data.append(name, value, value.name || "photo.jpg");
    else data.append(name, value);
  }
  data.append("csrfmiddlewaretoken", token);
  data.append("owner", row.owner);
  data.append("stamp", new Date(row.at).toISOString());
  data.append("age", String(Math.max(0, Math.round((Date.now() - row.at) / 1000))));
  let answer;
  try {
    answer = await fetch(act, { method: "POST", body: data, headers: { Accept: "application/json" } });
  } catch {
    return "offline";
  }
  if (answer.status === 401) return "signed-out";
  const said = answer.ok ? await answer.json().catch(() => null) : null;
  if (said?.told) {
    await drop(row.number);
    heard(row, said);
    return "sent";
  }
  if (said?.refused) {
    await change({ ...row, refused: said.refused });
    return "sent";
  }
  return "busy";
}
