// The customers' own part of their service worker: the guide, and the signed-in customer's last pages. Another customer's
// sign-in, a sign-out, or a page that asks to sign in empties his store first.
const MOST_OWN = 30;

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
