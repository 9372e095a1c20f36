// SPDX-License-Identifier: Apache-2.0
"use strict";

const $ = (id) => document.getElementById(id);
const PAGE = 50;
let clockSkew = 0; // The server's clock less this one's, in milliseconds.
let jobs = [], pools = [], runners = [], next = null, shown = PAGE;
let opened = null, logSource = null;

/** An element with text: what comes from outside is never parsed as HTML. */
function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

async function read(path) {
  const response = await fetch(path, { headers: { Accept: "application/json" } });
  if (response.status === 401) askToSignIn();
  if (!response.ok) throw new Error(path + ": " + response.status);
  const now = response.headers.get("X-Now");
  if (now) clockSkew = Date.parse(now) - Date.now();
  return response.json();
}

const now = () => Date.now() + clockSkew;

function duration(millis) {
  if (!Number.isFinite(millis)) return "";
  if (millis < 0) millis = 0;
  if (millis < 1000) return Math.round(millis) + " ms";
  const seconds = millis / 1000;
  if (seconds < 60) return seconds.toFixed(seconds < 10 ? 1 : 0) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min " + Math.floor(seconds % 60) + " s";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min";
  return Math.floor(seconds / 86400) + " d";
}

const time = (text) => (text ? Date.parse(text) : NaN);
const lastAttempt = (job) => (job.attempts || [])[(job.attempts || []).length - 1];

function look(job) {
  if (job.state !== "SETTLED") return { RUNNING: "run", ASSIGNED: "run" }[job.state] || "wait";
  return { SUCCEEDED: "ok", CANCELLED: "" }[job.outcome] ?? "bad";
}

function badge(job) {
  const word = job.state === "SETTLED" ? job.outcome : job.cancelRequested ? "CANCELLING" : job.state;
  return el("span", "badge " + look(job), word.toLowerCase().replace("_", " "));
}

const queuedFor = (job) => {
  const attempt = lastAttempt(job);
  const until = attempt ? time(attempt.acceptedAt || attempt.grantedAt) : job.settledAt ? time(job.settledAt) : now();
  return until - time(job.queuedAt || job.acceptedAt);
};

const ranFor = (job) => {
  const attempt = lastAttempt(job);
  if (!attempt || !attempt.acceptedAt) return NaN;
  return (attempt.endedAt ? time(attempt.endedAt) : now()) - time(attempt.startedAt || attempt.acceptedAt);
};

const againAt = (job) => "tried again at " + new Date(job.delayedUntil).toLocaleString() +
  (time(job.delayedUntil) > now() ? ", in " + duration(time(job.delayedUntil) - now()) : "");

const why = (job) => job.delayedUntil ? againAt(job) : ((job.waiting && job.waiting.reasons) || []).map((reason) => reason.text).join(" ");

/** Where a job that another CI system runs is shown there; null for one of this system. */
function elsewhere(job) {
  if (!job.observed) return null;
  if (!job.observed.url) return el("span", "chip", "observed: " + job.observed.provider);
  const link = el("a", "chip", "observed: " + job.observed.provider + " ↗");
  link.href = job.observed.url;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  link.addEventListener("click", (event) => event.stopPropagation());
  return link;
}

function row(job) {
  const attempt = lastAttempt(job);
  const open = el("button", "name", job.name);
  open.type = "button";
  const cells = [
    el("td", "", badge(job)),
    el("td", "", open, job.observed ? el("div", "", elsewhere(job)) : null, why(job) ? el("div", "why", why(job)) : null, job.message ? el("div", "sub", job.message) : null),
    el("td", "wide", el("div", "", job.repository || "–"), el("div", "sub", [job.branch, (job.commit || "").slice(0, 9)].filter(Boolean).join(" · "))),
    el("td", "wide", attempt ? (attempt.runnerId || "–") + (attempt.attempt > 1 ? " (attempt " + attempt.attempt + ")" : "") : "–"),
    el("td", "num", duration(queuedFor(job))),
    el("td", "num", duration(ranFor(job)) || "–"),
    el("td", "num", duration(now() - time(job.acceptedAt)) + " ago"),
  ];
  const line = el("tr", "", ...cells);
  line.dataset.id = job.jobId;
  line.addEventListener("click", () => openJob(job.jobId));
  return line;
}

/** Replaces only what changed, so that focus and selection stay. */
function replace(parent, nodes) {
  const old = Array.from(parent.children);
  nodes.forEach((node, i) => {
    if (!old[i]) parent.append(node);
    else if (!old[i].isEqualNode(node) || old[i].dataset.id !== node.dataset.id) {
      const focused = old[i].contains(document.activeElement);
      old[i].replaceWith(node);
      const target = focused && node.querySelector("button");
      if (target) target.focus();
    }
  });
  old.slice(nodes.length).forEach((node) => node.remove());
}

function card(title, side, sub, ...rest) {
  return el("div", "card", el("div", "top", el("span", "", title), side), el("div", "sub", sub), ...rest);
}

function meter(value, max, label) {
  const bar = el("progress");
  bar.max = Math.max(1, max);
  bar.value = value;
  bar.setAttribute("aria-label", label);
  return bar;
}

function poolCard(pool) {
  const taken = pool.slots - pool.slotsFree;
  const reasons = (pool.queues || []).filter((queue) => queue.reason !== "NONE" && queue.queued > 0).slice(0, 3).map((queue) =>
    el("div", "why", queue.queued + " waiting for [" + (queue.requirementSet || "any runner") + "]: " + queue.reason.toLowerCase().replaceAll("_", " ") +
      (queue.missingLabels && queue.missingLabels.length ? " (nobody has " + queue.missingLabels.join(", ") + ")" : "")));
  const tenants = (pool.tenants || []).length < 2 ? [] : pool.tenants.slice(0, 5).map((tenant) =>
    el("span", "chip", tenant.tenant + ": " + tenant.slots + " slots, " + tenant.queued + " queued"));
  const fairness = pool.fairness == null ? [] : [el("span", "chip", "fairness " + pool.fairness.toFixed(2))];
  const cells = (pool.cells || []).map((cell) =>
    el("span", "chip", "cell " + cell.cell + ": " + cell.leased + " running, " + cell.queued + " queued, " + cell.slotsFree + " of " + cell.slots + " slots free"));
  return card(pool.pool, el("span", "sub", taken + " of " + pool.slots + " slots"),
    [pool.leased + " running", pool.queued + " queued", pool.waiting + " waiting for needs or another attempt"].join(" · "),
    meter(taken, pool.slots, "Slots taken"), el("div", "chips", ...tenants, ...fairness, ...cells), ...reasons);
}

function poolOf(shown) {
  return shown.cell === undefined ? shown.pool : shown.pool + " cell " + shown.cell;
}

function runnerCard(runner) {
  const kind = { READY: "ok", DRAINING: "wait", LEFT: "" }[runner.state] ?? "bad";
  const facts = [(runner.attempts || []).length + " of " + runner.slots + " slots", poolOf(runner)];
  if (runner.hostCpuPercent !== undefined) facts.push("CPU " + runner.hostCpuPercent + " %");
  if (runner.hostMemoryBytes) facts.push("memory " + Math.round((100 * runner.hostMemoryUsedBytes) / runner.hostMemoryBytes) + " %");
  return card(runner.runnerId, el("span", "badge " + kind, runner.state.toLowerCase()), facts.join(" · "),
    el("div", "chips", ...(runner.labels || []).map((label) => el("span", "chip", label))));
}

function tiles() {
  const sum = (field) => pools.reduce((total, pool) => total + (pool[field] || 0), 0);
  const settled = jobs.filter((job) => job.state === "SETTLED");
  const good = settled.filter((job) => job.outcome === "SUCCEEDED").length;
  const oldest = Math.max(0, ...pools.flatMap((pool) => pool.queues || []).map((queue) => now() - time(queue.oldestQueuedAt) || 0));
  const tile = (kind, value, text) => el("div", "tile " + kind, el("b", "", String(value)), el("span", "", text));
  replace($("tiles"), [
    tile("run", sum("leased"), "running"),
    tile(sum("queued") ? "wait" : "", sum("queued"), "queued"),
    tile("", oldest ? duration(oldest) : "–", "oldest wait"),
    tile("", sum("slotsFree") + " / " + sum("slots"), "free slots"),
    tile("", sum("runnersReady"), "runners ready"),
    tile(settled.length ? (good === settled.length ? "good" : "bad") : "", settled.length ? Math.round((100 * good) / settled.length) + " %" : "–", "of shown jobs succeeded"),
  ]);
}

function render() {
  replace($("pools"), pools.length ? pools.map(poolCard) : [el("p", "sub", "No pool has been heard of yet.")]);
  const live = runners.filter((runner) => runner.state !== "LEFT");
  replace($("runners"), live.length ? live.map(runnerCard) : [el("p", "sub", "No runner has joined yet.")]);
  replace($("rows"), jobs.map(row));
  $("empty").hidden = jobs.length > 0;
  $("more").hidden = !next;
  const names = ["", ...new Set([...pools.map((pool) => pool.pool), $("f-pool").value].filter(Boolean))];
  if (names.length !== $("f-pool").options.length) {
    const chosen = $("f-pool").value;
    $("f-pool").replaceChildren(...names.map((name) => { const option = el("option", "", name || "all"); option.value = name; return option; }));
    $("f-pool").value = chosen;
  }
  tiles();
  if (opened) renderDetail();
}

function filter() {
  const query = new URLSearchParams();
  for (const [name, id] of [["pool", "f-pool"], ["state", "f-state"], ["repository", "f-repository"]]) {
    if ($(id).value.trim()) query.set(name, $(id).value.trim());
  }
  return query;
}

let loading = false, again = false;
async function load() {
  if (loading) { again = true; return; }
  loading = true;
  try {
    const query = filter();
    query.set("limit", String(Math.min(500, shown)));
    const [jobPage, poolPage, runnerPage, detail] = await Promise.all([
      read("/v1/jobs?" + query), read("/v1/pools"), read("/v1/runners"),
      opened ? read("/v1/jobs/" + encodeURIComponent(opened.jobId)).catch(() => opened) : null]);
    jobs = jobPage.items; next = jobPage.next; pools = poolPage.items; runners = runnerPage.items;
    if (opened && detail && detail.jobId === opened.jobId) opened = detail;
    render();
  } catch (problem) {
    if ($("sign-in").open) state("off", "not signed in"); else state("off", "not reachable, trying again");
  } finally {
    loading = false;
    if (again) { again = false; soon(); }
  }
}

let timer = null;
function soon() { timer = timer || setTimeout(() => { timer = null; load(); }, 250); }

function state(kind, text) {
  $("live").className = "live " + kind;
  $("live-text").textContent = text;
}

/** Facts say that something changed; the views, which follow within milliseconds, say what. */
function follow() {
  const source = new EventSource("/v1/events");
  source.onopen = () => { state("on", "live"); soon(); };
  source.onerror = () => {
    state("off", "reconnecting");
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
  };
  for (const name of ["fact", "reset"]) source.addEventListener(name, () => { soon(); setTimeout(soon, 700); });
}

function attemptCard(attempt) {
  const end = attempt.endReason ? (attempt.outcome || attempt.endReason).toLowerCase().replaceAll("_", " ") : (attempt.phase || "granted").toLowerCase();
  const facts = [
    attempt.exitCode !== undefined ? "exit " + attempt.exitCode : "",
    attempt.cause ? attempt.cause.toLowerCase().replace("_", " ") : "",
    attempt.outcome && attempt.endReason && attempt.endReason !== "RESULT" ? "not the job's outcome" : "",
    attempt.acceptedAt ? "accepted after " + duration(time(attempt.acceptedAt) - time(attempt.grantedAt)) : "not accepted",
    attempt.use ? "CPU " + duration(attempt.use.cpuMillis) + " · peak " + (attempt.use.memoryPeakBytes / 1048576).toFixed(0) + " MiB" : ""];
  const kind = !attempt.endReason ? "run" : attempt.outcome === "SUCCEEDED" ? "ok" : attempt.outcome ? "bad" : "wait";
  return el("div", "attempt", el("div", "top card-top", el("span", "badge " + kind, end), " attempt " + attempt.attempt + (attempt.runnerId ? " on " + attempt.runnerId : "")),
    el("div", "sub", facts.filter(Boolean).join(" · ")));
}

function renderDetail() {
  $("d-name").textContent = opened.name;
  $("d-sub").textContent = [opened.repository, opened.branch, (opened.commit || "").slice(0, 9), poolOf(opened), opened.jobId].filter(Boolean).join(" · ");
  $("d-badge").replaceChildren(badge(opened), ...(opened.observed ? [elsewhere(opened)] : []));
  $("d-why").textContent = why(opened) || opened.message || "";
  $("d-why").hidden = !$("d-why").textContent;
  $("d-cancel").hidden = opened.state === "SETTLED" || Boolean(opened.observed);
  $("d-cancel").disabled = Boolean(opened.cancelRequested);
  replace($("d-attempts"), (opened.attempts || []).map(attemptCard));
}

async function openJob(id) {
  closeLog();
  opened = jobs.find((job) => job.jobId === id) || (await read("/v1/jobs/" + encodeURIComponent(id)));
  $("d-log").textContent = "";
  renderDetail();
  if (!$("detail").open) $("detail").showModal();
  history.replaceState(null, "", "#job=" + encodeURIComponent(id));
  if (opened.observed) $("d-logstate").textContent = "it is where the job runs";
  else if (listens || opened.state === "SETTLED") followLog(id); else $("d-logstate").textContent = "not live";
}

// ?live=off shows how things are, without listening for what comes: for pictures.
const listens = new URLSearchParams(location.search).get("live") !== "off";

function followLog(id) {
  const output = $("d-log");
  const LIMIT = 400000;
  logSource = new EventSource("/v1/jobs/" + encodeURIComponent(id) + "/logs");
  const mine = logSource;
  let attempt = 0;
  $("d-logstate").textContent = "connecting";
  mine.onopen = () => { $("d-logstate").textContent = "live"; };
  mine.onerror = () => { $("d-logstate").textContent = "reconnecting"; };
  mine.addEventListener("reset", () => { output.textContent = ""; });
  mine.addEventListener("log", (event) => {
    const part = JSON.parse(event.data);
    if (attempt && part.attempt !== attempt) output.append("\n── attempt " + part.attempt + " ──\n");
    attempt = part.attempt;
    // Colours of terminals are of no use here.
    output.append(part.text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, ""));
    if (output.textContent.length > 2 * LIMIT) output.textContent = "… earlier lines are left out here …\n" + output.textContent.slice(-LIMIT);
    if ($("d-follow").checked) output.scrollTop = output.scrollHeight;
  });
  mine.addEventListener("end", () => {
    mine.close();
    $("d-logstate").textContent = "complete";
    if (!output.textContent) output.textContent = "(no output)";
  });
}

function closeLog() {
  if (logSource) logSource.close();
  logSource = null;
}

$("d-close").addEventListener("click", () => $("detail").close());
$("detail").addEventListener("close", () => { closeLog(); opened = null; history.replaceState(null, "", location.pathname); });
$("d-cancel").addEventListener("click", async () => {
  if (!opened || !confirm("Cancel " + opened.name + "?")) return;
  $("d-cancel").disabled = true;
  const response = await fetch("/v1/jobs/" + encodeURIComponent(opened.jobId) + "/cancel", { method: "POST" }).catch(() => null);
  if (!response || !response.ok) { $("d-cancel").disabled = false; $("d-why").hidden = false; $("d-why").textContent = "The job could not be cancelled" + (response ? " (" + response.status + ")" : "") + "."; }
  soon();
});
$("more").addEventListener("click", () => { shown += PAGE; load(); });
for (const id of ["f-pool", "f-state"]) $(id).addEventListener("change", () => { shown = PAGE; load(); });
$("f-repository").addEventListener("input", () => { shown = PAGE; soon(); });

setInterval(() => { if (!document.hidden) render(); }, 1000);
setInterval(() => { if (!document.hidden && !$("sign-in").open) load(); }, 5000);

function askToSignIn() {
  if ($("sign-in").open) return;
  $("who").hidden = true;
  $("sign-in").showModal();
}

/** The key goes to the server once; the page keeps nothing of it, and scripts cannot read the cookie. */
async function signIn(token) {
  const response = await fetch("/v1/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }) });
  if (!response.ok) throw new Error(response.status === 401 ? "This key is not known, expired or revoked." : "The server answered " + response.status + ".");
}

function showWho(session) {
  $("who").hidden = !session.authentication;
  $("who-text").textContent = session.caller;
}

$("s-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const token = $("s-token").value.trim();
  $("s-token").value = "";
  try {
    await signIn(token);
    location.reload();
  } catch (problem) {
    $("s-problem").textContent = problem.message;
    $("s-problem").hidden = false;
  }
});
$("sign-in").addEventListener("cancel", (event) => event.preventDefault());
$("sign-out").addEventListener("click", async () => {
  await fetch("/v1/session", { method: "DELETE" }).catch(() => null);
  location.reload();
});

async function begin() {
  const wished = new URLSearchParams(location.hash.slice(1));
  const key = wished.get("key");
  if (key) {
    // Out of the address at once, so that it is in no bookmark and no screenshot.
    wished.delete("key");
    history.replaceState(null, "", location.pathname + location.search + (wished.toString() ? "#" + wished : ""));
    await signIn(key).catch(() => {});
  }
  try {
    showWho(await read("/v1/session"));
  } catch (problem) {
    if ($("sign-in").open) { state("off", "not signed in"); return; }
  }
  if (listens) follow(); else state("", "not live");
  await load();
  const job = wished.get("job");
  if (job) openJob(job).catch(() => {});
}
begin();
