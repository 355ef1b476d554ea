// The case of a link lights its way on the map.
const inside = document.getElementById("pathway");
if (location.hash.startsWith("#f=")) {
  fetch(inside.dataset.fragment, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ link: location.hash }),
  }).then(async (response) => { if (response.ok) inside.innerHTML = (await response.json()).html; });
}
