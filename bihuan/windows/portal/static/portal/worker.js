// The service worker. SITE (before this text) names the version, what the pages are drawn with, and the addresses.
// It keeps: what pages are drawn with, the guide, and the signed-in customer's own last pages, in a store that is named
// after his sign-in. Another customer's sign-in, a sign-out, or a page that asks to sign in empties that store first.
const SHELL = `shell-${SITE.version}`;
const OWN = "own-";
const MOST_OWN = 30;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.method === "POST" && url.pathname === SITE.signOut) event.respondWith(signOut(event.request));
  if (event.request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(drawn(event.request));
  else if (event.request.mode === "navigate" && !/^\/(desk|field|api|hall|live)\//.test(url.pathname)) {
    event.respondWith(shown(event.request, url));
  }
});

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll([...SITE.shell, SITE.offline, SITE.guide].map((path) => new Request(path, { cache: "reload" })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  }
  await self.clients.claim();
}

// What pages are drawn with: the newest there is, else what is kept.
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
    await keep(url, answer.clone());
    return answer;
  } catch {
    return kept(url);
  }
}

async function keep(url, answer) {
  if (url.pathname.startsWith(SITE.own)) {
    const owner = answer.headers.get("X-Signed-In");
    // An opaque redirect, or an answer without a name on it: whoever was signed in here no longer is.
    if (!owner) return answer.type === "opaqueredirect" ? forget() : undefined;
    await forget(OWN + owner);
    if (!answer.ok) return;
    const own = await caches.open(OWN + owner);
    await own.put(url.href, answer);
    const all = await own.keys();
    for (const old of all.slice(0, Math.max(0, all.length - MOST_OWN))) await own.delete(old);
  } else if (answer.ok && url.pathname.startsWith(SITE.guide) && !url.search) {
    await (await caches.open(SHELL)).put(url.href, answer);
  }
}

async function kept(url) {
  const names = (await caches.keys()).filter((name) => name === SHELL || name.startsWith(OWN));
  for (const name of names) {
    const found = await (await caches.open(name)).match(url.href);
    if (found) return found;
  }
  return (await caches.open(SHELL)).match(SITE.offline);
}

async function signOut(request) {
  await forget();
  return fetch(request);
}

// Throws away what was kept of every customer but the one whose store is named.
async function forget(but = "") {
  for (const name of await caches.keys()) {
    if (name.startsWith(OWN) && name !== but) await caches.delete(name);
  }
}
