"use strict";
// The calendar under the fingers: arrow keys from entry to entry, Alt with an arrow or a drag to another day. Each move
// sends the entry's own form; the server draws the page anew, and what has changed is put in its place here.
const calendar = document.querySelector("[data-calendar]");
const said = calendar.querySelector("[data-said]");
const DAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const DAY = 86_400_000;
let isBusy = false;

const drawn = () => [...calendar.querySelectorAll("[data-entry]")];
const entries = () => drawn().filter((entry) => entry.checkVisibility()); // on phones, days of the past are folded
const linkOf = (entry) => entry.querySelector("[data-link]");
const entryOf = (name) => drawn().find((entry) => entry.dataset.entry === name);
const say = (words) => said.replaceChildren(Object.assign(document.createElement("p"), { className: "note", textContent: words }));

// --- One entry at a time takes part in the Tab order, with its steps ---
const current = () => entries().find((entry) => linkOf(entry).tabIndex === 0);
const choose = (chosen) => {
  for (const entry of drawn()) {
    for (const one of entry.querySelectorAll("[data-link], [data-steps]")) one.tabIndex = entry === chosen ? 0 : -1;
  }
};
const go = (entry) => {
  if (!entry) return;
  choose(entry);
  linkOf(entry).focus();
};
const dayOf = (entry) => entry.closest("[data-day]");
// Up and down within the days one after the other; left and right to the next day that has something.
const beside = (entry, key) => {
  const all = entries();
  const step = key === "ArrowUp" || key === "ArrowLeft" ? -1 : 1;
  let index = all.indexOf(entry) + step;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    while (all[index] && dayOf(all[index]) === dayOf(entry)) index += step;
    const first = all[index] && dayOf(all[index]).querySelector("[data-entry]");
    return first ?? undefined;
  }
  return all[index];
};

// --- Moves ---
const draw = (html, address, name) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-calendar]");
  if (!fresh) return location.assign(address);
  calendar.querySelector("[data-shown]").replaceWith(fresh.querySelector("[data-shown]"));
  said.replaceChildren(...fresh.querySelector("[data-said]").childNodes);
  history.replaceState(null, "", address);
  const moved = entryOf(name);
  choose(moved ?? entries()[0]);
  if (!moved) return;
  moved.classList.add("is-moved");
  linkOf(moved).focus();
};
const send = async (form, name, value) => {
  if (isBusy) return;
  isBusy = true;
  calendar.ariaBusy = "true";
  const data = new FormData(form);
  if (name) data.set(name, value);
  const entry = `${data.get("kind")}-${data.get("key")}`;
  const answer = await fetch(form.action, { method: "POST", body: data })
    .then(async (response) => ({ status: response.status, url: response.url, html: await response.text() }))
    .catch(() => ({ status: 0 }));
  isBusy = false;
  calendar.ariaBusy = null;
  if (answer.status === 200) draw(answer.html, answer.url, entry);
  else say(answer.status === 403 ? calendar.dataset.refused : calendar.dataset.failed);
};
const move = (entry, days) => {
  const form = entry.querySelector("form[data-step]");
  if (!form || !entry.matches("[data-movable]")) say(calendar.dataset.fixed);
  else if (days) send(form, "days", days);
};

calendar.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-step]")) return;
  event.preventDefault();
  send(event.target, event.submitter?.name, event.submitter?.value);
});
calendar.addEventListener("keydown", (event) => {
  const open = event.target.closest("details[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
  const entry = event.target.closest("[data-link], [data-steps]")?.closest("[data-entry]");
  if (!entry || !(event.key in DAYS) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (event.altKey) move(entry, DAYS[event.key]);
  else go(beside(entry, event.key));
});
calendar.addEventListener("focusin", (event) => {
  const entry = event.target.closest("[data-entry]");
  if (entry && entry !== current()) choose(entry);
});

// --- Dragging, for those who use a mouse ---
let dragged = null;
const target = (event) => dragged && event.target.closest("[data-day]");
const mark = (day) => calendar.querySelectorAll(".calendar-day").forEach((one) => one.classList.toggle("is-target", one === day));
calendar.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-movable]") ?? null;
  event.dataTransfer.effectAllowed = "move";
});
calendar.addEventListener("dragover", (event) => {
  const day = target(event);
  if (!day) return;
  event.preventDefault();
  mark(day);
});
calendar.addEventListener("dragend", () => {
  dragged = null;
  mark(null);
});
calendar.addEventListener("drop", (event) => {
  const day = target(event);
  if (!day) return;
  event.preventDefault();
  move(dragged, Math.round((Date.parse(day.dataset.day) - Date.parse(dayOf(dragged).dataset.day)) / DAY));
});

choose(entries().find((entry) => `#${entry.id}` === location.hash) ?? entries()[0]);
