// listen(place, kinds, hear, tell): a live stream that comes back by itself.
// place.dataset.stream is its address, place.dataset.now (if any) an address to ask when no stream can be had.
// hear(kind, said) for each event of these kinds, and for "picture": what is, after each connection.
// tell(state): "live", "asking" (every few seconds), "still" (nothing comes).
const SILENCE = 40000;
const EVERY = 3000;
const ALWAYS = ["picture", "beat", "still", "revoked"];

export function listen(place, kinds, hear, tell) {
  const { stream, now } = place.dataset;
  let source = null;
  let last = "";
  let heard = performance.now();
  let failures = 0;
  let timer = null;
  let asking = null;

  function on(event) {
    heard = performance.now();
    failures = 0;
    if (event.lastEventId) last = event.lastEventId;
    if (event.type === "revoked") return location.reload();
    if (event.type === "still") return tell("still");
    clearInterval(asking);
    asking = null;
    tell("live");
    if (event.type === "picture" || kinds.includes(event.type)) hear(event.type, JSON.parse(event.data));
  }

  function open() {
    clearTimeout(timer);
    timer = null;
    source?.close();
    source = new EventSource(last ? `${stream}?after=${last}` : stream, { withCredentials: true });
    for (const kind of new Set([...ALWAYS, ...kinds])) source.addEventListener(kind, on);
    source.onerror = failed;
  }

  function failed() {
    failures += 1;
    if (!asking) tell("still");
    if (failures >= 3 && now && !asking) {
      asking = setInterval(ask, EVERY);
      ask();
    }
    // The browser tries again by itself unless it was refused; then, and after a silence, this does, less and less often.
    if (source.readyState === EventSource.CLOSED && !timer) {
      timer = setTimeout(open, Math.min(15000, 1000 * 1.5 ** failures) * (0.5 + Math.random()));
    }
  }

  async function ask() {
    try {
      const answer = await fetch(last ? `${now}?after=${last}` : now, { cache: "no-store" });
      if (answer.status === 404) return location.reload();
      if (!answer.ok) throw new Error(answer.status);
      const { cursor, picture, rows } = await answer.json();
      last = String(cursor);
      if (!asking) return;
      tell("asking");
      hear("picture", picture);
      for (const row of rows) hear(row.kind, row.said);
    } catch {
      if (asking) tell("still");
    }
  }

  setInterval(() => {
    if (performance.now() - heard < SILENCE || timer) return;
    heard = performance.now();
    failed();
    open();
  }, 5000);
  addEventListener("online", () => !asking && open());
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
