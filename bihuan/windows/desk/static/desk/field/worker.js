// The field page's own part of its service worker: the page of whoever is signed in is kept; another's sign-in empties it.
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || event.request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(drawn(event.request));
  else if (event.request.mode === "navigate" || event.request.headers.get("X-Field") === "page") {
    event.respondWith(shown(event.request, url));
  }
});

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
