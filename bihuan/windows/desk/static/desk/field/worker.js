// The service worker of the field page. SITE (before this text) names the version, what the page is drawn with, and the
// addresses. It keeps the page of whoever is signed in, in a store named after him; another one's sign-in empties it.
const SHELL = `field-shell-${SITE.version}`;
const OWN = "field-own-";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || event.request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(drawn(event.request));
  else if (event.request.mode === "navigate" || event.request.headers.get("X-Field") === "page") {
    event.respondWith(shown(event.request, url));
  }
});

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll([...SITE.shell, SITE.offline].map((path) => new Request(path, { cache: "reload" })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("field-shell-") && name !== SHELL) await caches.delete(name);
  }
  await self.clients.claim();
}

async function drawn(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && SITE.shell.includes(new URL(request.url).pathname)) {
      await (await caches.open(SHELL)).put(request, answer.clone());
    }
    return answer;
  } catch {
    return (await caches.match(request, { ignoreSearch: true })) || Response.error();
  }
}

async function shown(request, url) {
  try {
    const answer = await fetch(request);
    const owner = answer.headers.get("X-Signed-In");
    if (owner && answer.ok && url.pathname === SITE.today) {
      await forget(OWN + owner);
      await (await caches.open(OWN + owner)).put(SITE.today, answer.clone());
    }
    // A server that is being started anew answers for nobody: what is kept serves until it is back.
    return answer.status >= 502 ? (await kept()) || answer : answer;
  } catch {
    return (await kept()) || (await caches.open(SHELL)).match(SITE.offline);
  }
}

async function kept() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OWN)) return (await caches.open(name)).match(SITE.today);
  }
  return undefined;
}

async function forget(but) {
  for (const name of await caches.keys()) {
    if (name.startsWith(OWN) && name !== but) await caches.delete(name);
  }
}
