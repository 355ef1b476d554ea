// The advise page: each change shows at once; undo; the case in the address after "#", which is never sent.
const form = document.getElementById("facts");
const panel = document.getElementById("advice");
const answer = document.querySelector(".answer");
const status = document.getElementById("status");
const notice = document.getElementById("notice");
const undoButton = document.getElementById("undo");
const history_ = [];
let newest = 0;
let asOf = "";
let before = body();
let link = "";
let wantedOpen = null;

function body() {
  const data = new URLSearchParams(new FormData(form));
  const kept = new URLSearchParams();
  for (const [name, value] of data) if (value !== "") kept.append(name, value);
  if (asOf) kept.set("as_of", asOf);
  return kept.toString();
}

async function send(address, text, type = "application/x-www-form-urlencoded") {
  return fetch(address, { method: "POST", headers: { "content-type": type, accept: "application/json" }, body: text });
}

// ---- showing -----------------------------------------------------------------------------------
// What stands open stays open, and is kept in the address.
function layers() {
  return new Map([...panel.querySelectorAll("details[id]")].map((d) => [d.id, d.open]));
}

function restore(open) {
  for (const d of panel.querySelectorAll("details[id]")) {
    if (wantedOpen) d.open = wantedOpen.has(d.id);
    else if (open.has(d.id)) d.open = open.get(d.id);
  }
  wantedOpen = null;
}

function keepAddress() {
  const reader = new URLSearchParams(location.search).get("for");
  const open = [...layers()].filter(([, isOpen]) => isOpen).map(([id]) => id).slice(0, 40);
  const behind = link ? `#${link}&o=${open.join(",")}` : "";
  history.replaceState(null, "", "/" + (reader ? `?for=${reader}` : "") + behind);
}
panel.addEventListener("toggle", (event) => { if (event.target.id && link) keepAddress(); }, true);

function show(data) {
  const open = layers();
  const focused = document.activeElement && panel.contains(document.activeElement) ? document.activeElement.name : null;
  panel.innerHTML = data.html;
  restore(open);
  if (focused) { const again = panel.querySelector(`[name="${CSS.escape(focused)}"]`); if (again) again.focus(); }
  for (const box of form.querySelectorAll("[data-beside]")) {
    const html = data.beside[box.dataset.beside] || "";
    if (box.innerHTML !== html) box.innerHTML = html;
  }
  const decisive = new Set(data.decisive);
  for (const c of form.querySelectorAll(".control")) c.classList.toggle("decisive", decisive.has(c.dataset.field));
  if (status.textContent !== data.says) status.textContent = data.says;
  link = data.link;
  keepAddress();
}

function markKnown() {
  for (const c of form.querySelectorAll(".control")) {
    const known = [...c.querySelectorAll("[name]")].some((e) =>
      e.type === "radio" || e.type === "checkbox" ? e.checked && e.value !== "" : e.value.trim() !== "");
    c.classList.toggle("known", known);
  }
  for (const g of form.querySelectorAll(".group")) {
    const n = g.querySelectorAll(".control.known").length;
    g.querySelector(".count").textContent = n ? `${n} known` : "";
  }
}

function clearProblems() {
  document.getElementById("problems")?.remove();
  for (const p of form.querySelectorAll(".problem")) p.remove();
  for (const e of form.querySelectorAll("[aria-invalid]")) e.removeAttribute("aria-invalid");
}

function showProblems(problems) {
  const said = [];
  for (const p of problems) {
    const field = p.where.split(/[ ,]/)[0];
    const control = form.querySelector(`[data-field="${CSS.escape(field)}"]`);
    const text = `${p.what.charAt(0).toUpperCase()}${p.what.slice(1)} ${p.allowed}`.trim();
    said.push(control ? `${control.querySelector("label, legend").textContent.trim()}: ${text}` : `${p.where}: ${text}`);
    if (!control) continue;
    const note = document.createElement("p");
    note.className = "problem";
    note.id = `field-${field}-problem`;
    note.textContent = text;
    control.querySelector(".help").after(note);
    control.querySelector("input, select")?.setAttribute("aria-invalid", "true");
    control.closest("details").open = true;
  }
  answer.classList.add("waiting");
  status.textContent = `Not read yet. ${said.join(" ")}`;
  const alone = problems.filter((p) => !form.querySelector(`[data-field="${CSS.escape(p.where.split(/[ ,]/)[0])}"]`));
  const lines = alone.map((p) => `${p.where}: ${p.what} ${p.allowed}`);
  tell([...lines, "What is below does not yet count the value that cannot be read."]);
  notice.dataset.waiting = "yes";
}

function tell(lines, buttons = []) {
  notice.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  for (const [label, action] of buttons) {
    const b = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    b.addEventListener("click", action);
    notice.append(b, " ");
  }
  notice.hidden = lines.length === 0;
}

async function evaluate() {
  const mine = ++newest;
  const text = body();
  let response;
  try { response = await send(form.dataset.fragment, text); } catch {
    tell(["The advisor does not answer. Is it still running? What you entered is kept on this page."]);
    return;
  }
  const data = await response.json();
  if (mine !== newest) return;
  clearProblems();
  markKnown();
  if (response.ok) {
    answer.classList.remove("waiting");
    if (notice.dataset.waiting) { tell([]); delete notice.dataset.waiting; }
    show(data);
    performance.mark("advice-shown");
  } else showProblems(data.problems);
}

// ---- changing, undoing -------------------------------------------------------------------------
function changed() {
  const now = body();
  if (now === before) return;
  history_.push(before);
  if (history_.length > 200) history_.shift();
  before = now;
  undoButton.hidden = false;
  evaluate();
}

function fill(text) {
  const wanted = new URLSearchParams(text);
  addRows([...wanted.keys()]);
  for (const e of form.elements) {
    if (!e.name) continue;
    const values = wanted.getAll(e.name);
    if (e.type === "radio") e.checked = values.length ? values.includes(e.value) : e.value === "";
    else if (e.type === "checkbox") e.checked = values.includes(e.value);
    else e.value = values[0] ?? "";
  }
}

form.addEventListener("input", (event) => {
  const field = event.target.name || "";
  if (event.target.type === "checkbox" && event.target.checked && field !== "figures") {
    const state = form.querySelector(`[name="${CSS.escape(field)}.state"][value="listed"]`);
    if (state) state.checked = true;
  }
  const given = field.match(/^(prior_treatments)\./);
  if (given && !field.endsWith(".state") && event.target.value) {
    form.querySelector(`[name="${given[1]}.state"][value="listed"]`).checked = true;
  }
  if (field.endsWith(".state") && event.target.value !== "listed") clearList(field.replace(".state", ""));
  changed();
});

function clearList(field) {
  for (const e of form.elements) {
    if (e.name === field && e.type === "checkbox") e.checked = false;
    else if (e.name.startsWith(field + ".") && !e.name.endsWith(".state")) e.value = "";
  }
}

document.addEventListener("change", (event) => {
  if (event.target.name === "figures") changed();
});
form.addEventListener("submit", (event) => {
  if (event.submitter && event.submitter.id === "show") { event.preventDefault(); evaluate(); }
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  if (!history_.length) return;
  before = history_.pop();
  fill(before);
  undoButton.hidden = history_.length === 0;
  evaluate();
});

// ---- earlier treatments ------------------------------------------------------------------------
const given = document.getElementById("given");
const addButton = document.getElementById("add-given");
function addRow() {
  const n = given.children.length;
  if (n >= 12) return null;
  const row = given.children[0].cloneNode(true);
  for (const e of row.querySelectorAll("[name]")) { e.name = e.name.replace(/\.\d+\./, `.${n}.`); e.value = ""; }
  row.querySelector("label").firstChild.textContent = `Treatment ${n + 1} `;
  given.append(row);
  return row;
}
function addRows(names) {
  const last = Math.max(-1, ...names.map((k) => Number((k.match(/^prior_treatments\.(\d+)\./) || [])[1] ?? -1)));
  while (given.children.length <= last && addRow());
}
addButton.hidden = false;
addButton.addEventListener("click", () => addRow()?.querySelector("input").focus());

// ---- going to a field, trying a value, copying ---------------------------------------------------
function go(field) {
  const target = document.getElementById("field-" + field);
  if (!target) return;
  target.closest("details").open = true;
  target.focus();
  target.scrollIntoView({ block: "center" });
}
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-go], .problems a");
  if (link) { event.preventDefault(); go(link.dataset.go || link.hash.replace("#field-", "")); return; }
  const jump = event.target.closest("[data-jump]");
  if (jump) { event.preventDefault(); document.getElementById(jump.dataset.jump).scrollIntoView({ block: "start" }); return; }
  const set = event.target.closest("[data-set]");
  if (set) {
    const target = document.getElementById("field-" + set.dataset.set);
    if (target) { target.value = set.dataset.value; changed(); go(set.dataset.set); }
    return;
  }
  const copy = event.target.closest("[data-copy]");
  if (copy && navigator.clipboard) {
    event.preventDefault();
    const response = await send(form.dataset.text, body());
    const text = response.ok ? await response.text() : "";
    try { await navigator.clipboard.writeText(text); status.textContent = "Copied as text."; copy.textContent = "Copied"; }
    catch { form.requestSubmit(copy); }
  }
});

// ---- files -------------------------------------------------------------------------------------
const file = document.getElementById("file");
document.getElementById("file-row").hidden = false;
file.addEventListener("change", async () => {
  const chosen = file.files[0];
  if (!chosen) return;
  if (chosen.size > 150000) { tell(["This file is too large to be a case."]); return; }
  const response = await send("/api/case", JSON.stringify({ text: await chosen.text() }), "application/json");
  const data = await response.json();
  file.value = "";
  if (!response.ok) { tell(["This file cannot be read.", ...data.problems.map((p) => `${p.where}: ${p.what} ${p.allowed}`)]); return; }
  await openCase(data.case);
  tell([]);
});

async function openCase(values) {
  const response = await send("/advise/controls", JSON.stringify(values), "application/json");
  if (!response.ok) { showProblems((await response.json()).problems); return; }
  fill((await response.json()).form);
  changed();
}

document.getElementById("clear").hidden = false;
document.getElementById("clear").addEventListener("click", () => { asOf = ""; tell([]); fill(""); changed(); });

// ---- the link ----------------------------------------------------------------------------------
async function openLink() {
  if (!location.hash.startsWith("#f=")) return;
  const response = await send("/api/link", JSON.stringify({ link: location.hash }), "application/json");
  const data = await response.json();
  const reader = new URLSearchParams(location.search).get("for");
  if (!response.ok) {
    tell(["This link cannot be used.", ...data.problems.map((p) => `${p.where}: ${p.what} ${p.allowed}`)]);
    status.textContent = "This link cannot be used.";
    return;
  }
  if (data.open) wantedOpen = new Set(data.open);
  await openCase(data.case);
  if (data.same) return;
  const buttons = data.as_of
    ? [[`Show as it was on ${data.as_of}`, () => { asOf = data.as_of; evaluate(); }],
       ["Show with present knowledge", () => { asOf = ""; evaluate(); }],
       ["What was published since", () => location.assign(`/changes?since=${data.as_of}${reader ? `&for=${reader}` : ""}`)]]
    : [];
  const changes = reader === "patient" ? [] : data.changes;
  tell([data.says, ...changes, ...(data.as_of ? ["Below is the answer of present knowledge."] : [])], buttons);
}
window.addEventListener("hashchange", openLink);
markKnown();
if (location.hash.startsWith("#f=")) openLink();
else if (body()) evaluate();
