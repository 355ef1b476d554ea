// On every page: the reader is remembered on this device only, Escape closes what was opened, "/" goes to the search.
const KEY = "hoofbeat.reader";
const remembered = (() => { try { return localStorage.getItem(KEY); } catch { return null; } })();
const present = document.body.dataset.reader;

function remember(reader) {
  try { localStorage.setItem(KEY, reader); } catch { /* a browser that keeps nothing asks again */ }
}

if (present) remember(present);
else if (remembered && document.querySelector(".ask") && document.querySelector("[data-switch]")) {
  const link = document.querySelector(`[data-switch="${remembered}"]`);
  if (link && !location.pathname.startsWith("/advise/")) location.replace(link.href + location.hash);
}

for (const link of document.querySelectorAll("[data-switch]")) {
  link.addEventListener("click", (event) => {
    remember(link.dataset.switch);
    if (location.hash.startsWith("#f=")) {
      event.preventDefault();
      const kept = location.hash.replace(/&for=\w+/, "") + "&for=" + link.dataset.switch;
      location.assign("/?for=" + link.dataset.switch + kept);
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = [...document.querySelectorAll("details.cite[open]")];
    const inside = document.activeElement && document.activeElement.closest("details.cite[open]");
    for (const cite of inside ? [inside] : open) cite.open = false;
    if (inside) inside.querySelector("summary").focus();
  }
  const typing = event.target.closest && event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.getElementById("q");
    if (search) { event.preventDefault(); search.focus(); }
  }
});

const print = document.getElementById("print");
if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }

// The case goes along to the other pages behind the number sign, so that it is there on the way back.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest(".top a[href^='/'], .brand");
  if (link && location.hash.startsWith("#f=") && !link.dataset.switch) link.href = link.href.split("#")[0] + location.hash;
});

// The view of a number that was chosen last is shown again.
const VIEW = "hoofbeat.view";
for (const link of document.querySelectorAll("[data-view]")) {
  link.addEventListener("click", () => { try { localStorage.setItem(VIEW, link.dataset.view); } catch { /* not kept */ } });
}
const viewed = (() => { try { return localStorage.getItem(VIEW); } catch { return null; } })();
if (viewed && document.querySelector("[data-view]") && !new URLSearchParams(location.search).has("view")) {
  const link = document.querySelector(`[data-view="${CSS.escape(viewed)}"]:not([aria-current])`);
  if (link) location.replace(link.href);
}

// Pages that were opened stay readable when the advisor cannot be reached. What is entered is not among them.
if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/service-worker.js").then(() => navigator.serviceWorker.ready).then((ready) => {
    const fetched = [...document.querySelectorAll("link[href^='/static/'], script[src]")].map((e) => e.href || e.src);
    ready.active.postMessage({ keep: [location.origin + location.pathname + location.search, ...fetched] });
  }).catch(() => { /* a browser that allows none has no kept pages */ });
}
