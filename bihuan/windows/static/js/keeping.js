// What every service worker does. SITE (before this text) names the version, the store's prefix, what pages are drawn with,
// and the addresses. What somebody may read of his own lies in a store that is named after his sign-in.
const SHELL = `${SITE.prefix}shell-${SITE.version}`;
const OWN = `${SITE.prefix}own-`;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const shell = await caches.open(SHELL);
  const first = [...SITE.shell, SITE.offline, SITE.guide].filter(Boolean);
  await shell.addAll(first.map((path) => new Request(path, { cache: "reload" })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(`${SITE.prefix}shell-`) && name !== SHELL) await caches.delete(name);
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

// Throws away what was kept of everybody but the one whose store is named.
async function forget(but = "") {
  for (const name of await caches.keys()) {
    if (name.startsWith(OWN) && name !== but) await caches.delete(name);
  }
}

