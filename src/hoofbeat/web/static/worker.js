// Keeps the pages that were opened readable when the advisor cannot be reached. The network always comes first. Nothing
// that was entered is kept: no form, no search, no answer of the API, nothing behind the "#" of an address.
const KEPT = "hoofbeat-EDITION";
const PAGES = /^\/(|pathway|evidence|evidence\/.*|treatments|records\/.*|glossary|sources|changes|support|urgent|about)$/;
const PLAIN = new Set(["for", "example"]);

// The address a page is kept under, without what stands behind "#"; null for what is not kept.
function keyOf(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return null;
  if (url.pathname.startsWith("/static/")) return url.pathname + url.search;
  const plain = [...url.searchParams.keys()].every((name) => PLAIN.has(name));
  return PAGES.test(url.pathname) && plain ? url.pathname + url.search : null;
}

async function answered(request, key) {
  const kept = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) await kept.put(key, response.clone());
    return response;
  } catch (error) {
    const found = await kept.match(key);
    if (!found) throw error;
    return key.startsWith("/static/") ? found : marked(found);
  }
}

// A kept page says that it is one: the badge is in every page, and shown where the body is marked.
async function marked(page) {
  const text = (await page.text()).replace("<body ", "<body data-offline ");
  return new Response(text, { status: page.status, headers: page.headers });
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("hoofbeat-") && name !== KEPT) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("fetch", (event) => {
  const key = keyOf(event.request);
  if (key !== null) event.respondWith(answered(event.request, key));
});
// What the first page itself had fetched before this script was there.
self.addEventListener("message", (event) => event.waitUntil((async () => {
  const kept = await caches.open(KEPT);
  for (const address of event.data.keep) {
    const key = keyOf(new Request(address));
    if (key !== null && !(await kept.match(key))) await kept.add(key);
  }
})()));
