"use strict";
// The moderators' desk under the fingers: one key a decision, the next card without a new page, ten seconds to undo.
// Each button is a form that works without this file; here it is sent from behind, and the answer is drawn in place.
const desk = document.querySelector("[data-desk]");
const list = desk.querySelector("[data-cards]");
const none = desk.querySelector("[data-none]");
const pages = desk.querySelector("[data-pages]");
const words = desk.dataset;
const tab = new URL(words.list, location).searchParams.get("trang-thai");
const MIXED = ["tat-ca", "ho-so"]; // tabs that a decided comment may stay in
const DECIDING = ["approve", "reject", "spam", "take_down"];
const FEW = 8; // cards below the current one, before more are fetched
const PATIENCE = 20_000;

// --- Cards and their places ---
const cards = () => [...list.querySelectorAll("[data-card]")];
const cardOf = (id) => list.querySelector(`[data-card][data-id="${id}"]`);
const places = new Map(); // key of a comment → where it stands, also while it is away
let lastPlace = 0;
let lastId = cards().at(-1)?.dataset.id;
let current = null;

// "Another reason" says nothing by itself: the browser asks for the words before the card goes.
const needWords = (select) => (select.form.elements.reason.required = select.value === "other");

const hasKeys = words.keys !== "0";
const withKeys = (card) => {
  for (const button of hasKeys ? card.querySelectorAll("[data-key]") : []) {
    button.setAttribute("aria-keyshortcuts", button.dataset.key);
  }
  card.querySelectorAll("select[name=code]").forEach(needWords);
  return card;
};
const drawn = (html) => {
  const box = document.createElement("template");
  box.innerHTML = html;
  return withKeys(box.content.firstElementChild);
};
const put = (card) => {
  if (!places.has(card.dataset.id)) places.set(card.dataset.id, ++lastPlace);
  const place = places.get(card.dataset.id);
  const next = cards().find((other) => places.get(other.dataset.id) > place);
  list.insertBefore(card, next ?? null);
  none.hidden = true;
};
const take = (card) => {
  const all = cards();
  const index = all.indexOf(card);
  const hadFocus = card.contains(document.activeElement) || card === current;
  card.remove();
  none.hidden = all.length > 1;
  if (hadFocus) focus(all[index + 1] ?? all[index - 1]);
  fetchMore();
};
const focus = (card) => {
  current = card ?? null;
  const target = card ?? none;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
};
// Draw a comment as the server sees it now; without HTML it has left the list.
const show = (id, html) => {
  const old = cardOf(id);
  if (!html) return old && take(old);
  const fresh = drawn(html);
  const hadFocus = old?.contains(document.activeElement);
  if (old) old.replaceWith(fresh);
  else put(fresh);
  if (current === old) current = fresh;
  if (hadFocus) focus(fresh);
  return fresh;
};
cards().forEach((card) => places.set(withKeys(card).dataset.id, ++lastPlace));
desk.classList.toggle("has-keys", hasKeys);

// --- What is said at the bottom ---
const status = desk.querySelector("[data-status]");
const undoButton = desk.querySelector("[data-undo]");
const seconds = desk.querySelector("[data-seconds]");
const login = desk.querySelector("[data-login-link]");
login.href = words.login;
login.textContent = words.loginWords;
const say = (sentence, isLoggedOut = false) => {
  status.replaceChildren(sentence ?? ""); // a new text, also where it reads as the one before
  login.hidden = !isLoggedOut;
};
const told = (counts) => {
  for (const [name, count] of Object.entries(counts ?? {})) {
    const pill = desk.querySelector(`[data-count="${name}"]`);
    if (!pill) continue;
    if (name === "waiting") inTheBar(count - Number(pill.textContent));
    pill.textContent = count;
  }
};
const inTheBar = (change) => {
  const pill = document.querySelector(`.newsroom-nav a[href="${location.pathname}"] .pill`);
  if (pill) pill.textContent = Math.max(0, Number(pill.textContent) + change);
};

// --- Asking the server, one thing after the other: an undo never overtakes what it takes back ---
let queue = Promise.resolve();
let pending = 0;
const inTurn = (job) => {
  pending += 1;
  queue = queue.then(job).finally(() => (pending -= 1));
  return queue;
};
addEventListener("beforeunload", (event) => pending && event.preventDefault());

const ask = async (address, data) => {
  const call = new AbortController();
  const patience = setTimeout(() => call.abort(), PATIENCE);
  // A login in another tab changes the token: the cookie knows the one that holds now.
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (data && token) data.set("csrfmiddlewaretoken", token);
  try {
    const headers = { Accept: "application/json" };
    const response = await fetch(address, { method: data ? "POST" : "GET", body: data, headers, signal: call.signal });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return isJson ? { ...(await response.json()), code: response.status } : { code: response.status, message: words.failed };
  } catch {
    return { code: 0, message: words.lost };
  } finally {
    clearTimeout(patience);
  }
};

// --- Undo ---
const steps = []; // what may be taken back, the last one at the end
let clock = null;
const remember = (undo) => {
  steps.push({ undo, until: Date.now() + undo.seconds * 1000 });
  tick();
  clock ??= setInterval(tick, 500);
};
const tick = () => {
  while (steps.length && steps[0].until <= Date.now()) steps.shift();
  const last = steps.at(-1);
  // The focus is not left on a button that vanishes.
  if (!last && document.activeElement === undoButton) focus(current ?? cards()[0]);
  undoButton.hidden = !last;
  seconds.textContent = last ? `(${Math.ceil((last.until - Date.now()) / 1000)} s)` : "";
  if (!last) clock = clearInterval(clock);
};
const undo = () =>
  inTurn(async () => {
    const step = steps.pop();
    tick();
    if (!step) return say(words.nothing);
    if (step.until <= Date.now()) return say(words.tooLate);
    say(words.undoing);
    const data = new FormData();
    data.set("next", words.list);
    for (const [name, value] of step.undo.fields) data.append(name, value);
    const answer = await ask(step.undo.url, data);
    say(answer.message, answer.code === 401);
    told(answer.counts);
    if (!answer.ok) {
      if (answer.code === 0 || answer.code === 401) steps.push(step); // as long as there is time
      return tick();
    }
    const back = Object.entries(answer.cards).map(([id, html]) => show(id, html));
    const first = back.find((card) => card?.isConnected);
    if (first) focus(first);
  });
undoButton.addEventListener("click", undo);

// --- Decisions ---
const complain = (card, answer, form) => {
  card.ariaBusy = null;
  const line = card.querySelector("[data-error]");
  line.textContent = answer.message;
  const fold = form?.closest("details");
  if (fold) fold.open = true;
};
const FOLD_OF = { change_answer: "answer", remove_answer: "answer" };
// The words that were typed go over to the card as it is now, or stand below the error.
const keepTyped = (card, data, decision) => {
  const typed = ["text", "reason", "note", "words"].map((name) => data.get(name)).filter(Boolean);
  if (!typed.length) return;
  const fold = card.querySelector(`[data-fold="${FOLD_OF[decision] ?? decision}"]`);
  if (!fold) {
    card.querySelector("[data-error]").append(` ${words.typedWords} ${typed.join(" – ")}`);
    return;
  }
  fold.open = true;
  for (const field of fold.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (data.get(field.name)) field.value = data.get(field.name);
  }
  fold.querySelectorAll("select[name=code]").forEach(needWords);
};

const decide = (form, button, extra = {}) => {
  const card = form.closest("[data-card]");
  if (card.ariaBusy === "true") return;
  const data = new FormData(form, button);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  const decision = data.get("decision");
  const isLeaving = DECIDING.includes(decision) && !MIXED.includes(tab);
  card.ariaBusy = "true";
  card.querySelector("[data-error]").textContent = "";
  if (isLeaving) take(card);
  inTurn(async () => {
    const answer = await ask(form.action, data);
    say(answer.ok ? answer.message : `“${card.dataset.title}”: ${answer.message}`, answer.code === 401);
    told(answer.counts);
    if (answer.ok) {
      Object.entries(answer.cards).forEach(([id, html]) => show(id, html));
      if (answer.undo) remember(answer.undo);
      return;
    }
    const typed = ["text", "reason", "note"].some((name) => data.get(name));
    if (answer.code === 409 && !answer.card && !typed) return card.isConnected && take(card); // decided by another
    if (!card.isConnected) put(card);
    const now = answer.code === 409 && answer.card ? show(card.dataset.id, answer.card) : card;
    complain(now, answer, now === card ? form : null);
    if (now !== card) keepTyped(now, data, decision);
    if (!current) focus(now);
  });
};

// Others see who is at work on a comment, for ten minutes and as long as words are typed. Nothing typed is touched.
const RENEW_AFTER = 4 * 60_000;
const claimedAt = new WeakMap();
const claim = (card) => {
  const form = card.querySelector("[data-claim-form]");
  if (!form || Date.now() - (claimedAt.get(card) ?? 0) < RENEW_AFTER) return;
  claimedAt.set(card, Date.now());
  const data = new FormData(form);
  data.set("decision", "claim");
  inTurn(async () => {
    const answer = await ask(form.action, data);
    if (!answer.ok) say(answer.message, answer.code === 401);
    const fresh = answer.card && drawn(answer.card);
    if (!fresh || !card.isConnected) return;
    for (const part of ["[data-claim]", "[data-claim-form]"]) {
      if (fresh.querySelector(part)) card.querySelector(part)?.replaceWith(fresh.querySelector(part));
    }
  });
};

const reveal = async (form) => {
  const answer = await ask(form.action, new FormData(form));
  const box = form.closest("[data-card]").querySelector("[data-private]");
  box.replaceChildren();
  const line = (text) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    box.append(paragraph);
    return paragraph;
  };
  if (!answer.ok) return say(answer.message ?? words.failed, answer.code === 401);
  if (answer.phone) {
    const link = document.createElement("a");
    link.href = `tel:${answer.call}`;
    link.textContent = answer.phone;
    line("").append(link);
  }
  for (const part of answer.original ?? []) line(`${part.label}: ${part.words}`);
  line(answer.note);
  // The button goes: the focus moves on to what it has shown.
  const shown = box.querySelector("a") ?? box.firstElementChild;
  shown.tabIndex = -1;
  shown.focus();
  form.closest("[data-card]").querySelector(`[form="${form.id}"]`).hidden = true;
  say([answer.phone, answer.note].filter(Boolean).join(" – "));
};

// --- Several at once ---
const bulk = desk.querySelector("[data-bulk]");
const bulkForm = desk.querySelector("[data-bulk-form]");
const picks = () => [...list.querySelectorAll("[data-pick]")];
const chosen = () => {
  if (!bulk) return;
  const n = picks().filter((pick) => pick.checked).length;
  const line = n === 1 ? words.chosenOne : words.chosenMany.replace("{n}", n);
  bulk.querySelector("[data-chosen]").textContent = n ? `(${line})` : "";
  bulk.classList.toggle("has-chosen", n > 0);
};
const decideMany = (button) => {
  if (bulkForm.ariaBusy === "true") return;
  const data = new FormData(bulkForm, button);
  const error = bulkForm.querySelector("[data-error]");
  bulkForm.ariaBusy = "true";
  error.textContent = "";
  inTurn(async () => {
    const answer = await ask(bulkForm.action, data);
    bulkForm.ariaBusy = null;
    say(answer.message, answer.code === 401);
    told(answer.counts);
    if (!answer.ok) return (error.textContent = answer.message);
    if (answer.failed.length) error.textContent = answer.message;
    Object.entries(answer.cards).forEach(([id, html]) => show(id, html));
    if (answer.undo) remember(answer.undo);
    bulkForm.reset();
    chosen();
    if (!list.contains(document.activeElement)) focus(cards()[0]);
  });
};
bulkForm?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.dataset.enter) return;
  event.preventDefault();
  bulkForm.requestSubmit(bulkForm.querySelector(`[data-for="${event.target.dataset.enter}"]`));
});
desk.querySelector("[data-choose-all]")?.addEventListener("click", (event) => {
  event.preventDefault();
  const all = picks();
  const isOn = !all.every((pick) => pick.checked);
  all.forEach((pick) => (pick.checked = isOn));
  chosen();
});
chosen();

// --- More cards ---
let isFetching = false;
let isAll = !desk.querySelector("[data-more]");
async function fetchMore() {
  const all = cards();
  const left = all.length - (current ? all.indexOf(current) : 0);
  if (isFetching || isAll || left > FEW) return;
  isFetching = true;
  const answer = await ask(`${words.list}&sau=${lastId}`);
  isFetching = false;
  if (!answer.ok) return say(answer.message, answer.code === 401); // the next move tries again
  told(answer.counts);
  const fresh = answer.cards.filter(({ id }) => !places.has(String(id)));
  const wasEmpty = document.activeElement === none;
  fresh.forEach(({ html }) => put(drawn(html)));
  lastId = answer.cards.at(-1)?.id ?? lastId;
  isAll = !answer.cards.length;
  if (isAll) pages.hidden = true;
  if (fresh.length && wasEmpty) focus(cards()[0]);
  if (!isAll) fetchMore();
}
if (pages) {
  desk.querySelector("[data-more]")?.addEventListener("click", (event) => {
    if (isAll) return;
    event.preventDefault();
    focus(cards().at(-1));
    fetchMore();
  });
  new IntersectionObserver(([entry]) => {
    if (entry.isIntersecting && !isAll) {
      const before = current;
      current = cards().at(-1);
      fetchMore();
      current = before;
    }
  }).observe(pages);
}

// --- Forms, folds, keys ---
list.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.matches("[data-reveal]")) reveal(event.target);
  else decide(event.target, event.submitter);
});
bulkForm?.addEventListener("submit", (event) => {
  event.preventDefault();
  decideMany(event.submitter);
});
list.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick]")) chosen();
  if (event.target.matches("select[name=code]")) needWords(event.target);
});
list.addEventListener("input", (event) => {
  const fold = event.target.closest("[data-claims]");
  if (fold) claim(fold.closest("[data-card]"));
});
list.addEventListener("focusin", (event) => {
  current = event.target.closest("[data-card]") ?? current;
});
const selected = () => {
  const selection = getSelection();
  const [begin, end] = [selection.anchorNode, selection.focusNode].map((node) => node?.parentElement?.closest("[data-words]"));
  const text = String(selection).trim();
  return begin && begin === end && text ? { text, card: begin.closest("[data-card]") } : null;
};
let marked = null; // what was selected last: a click on the button takes the selection away
const mark = () => (marked = selected() ?? marked);
document.addEventListener("selectionchange", mark);
document.addEventListener("pointerdown", mark, true); // a browser in haste tells of a selection when it is gone again
list.addEventListener(
  "toggle",
  (event) => {
    const fold = event.target;
    if (!fold.open || !fold.dataset.fold) return;
    const card = fold.closest("[data-card]");
    if ("claims" in fold.dataset) claim(card);
    const field = fold.querySelector("[name=words]");
    if (field && !field.value && marked?.card === card) field.value = marked.text;
  },
  true,
);

const open = (card, name) => {
  const fold = card.querySelector(`[data-fold="${name}"]`) ?? (name === "reject" && card.querySelector("[data-fold=take_down]"));
  if (!fold) return;
  fold.open = true;
  fold.querySelector("[data-first]").focus({ preventScroll: true });
  fold.scrollIntoView({ block: "nearest" });
};
const mask = (card) => {
  const now = selected();
  const form = card.querySelector("[data-fold=mask] form");
  if (form && now?.card === card) decide(form, null, { words: now.text });
  else open(card, "mask");
};
const go = (step) => {
  const all = cards();
  const index = all.indexOf(current) + step;
  focus(all[Math.min(all.length - 1, Math.max(0, index))]);
  fetchMore();
};
const press = (card, key) => card.querySelector(`[data-key="${key}"]`)?.click();
const pick = (card) => {
  const box = card.querySelector("[data-pick]");
  if (!box) return;
  box.checked = !box.checked;
  chosen();
};
const help = desk.querySelector("[data-help-dialog]");
const KEYS = {
  a: (card) => press(card, "a"),
  s: (card) => press(card, "s"),
  g: (card) => press(card, "g"),
  r: (card) => open(card, "reject"),
  t: (card) => open(card, "answer"),
  e: (card) => open(card, "answer"),
  c: (card) => open(card, "route"),
  b: (card) => open(card, "ban"),
  m: mask,
  x: pick,
};
const EVERYWHERE = { j: () => go(1), k: () => go(-1), u: undo, z: undo, "?": () => help.showModal() };

// Which key was pressed. A Vietnamese keyboard driver that types Telex rewrites letters on its own: for "a", "a" it sends
// "a", Backspace and "â", the last ones without the code of a key. The mark tells the key; letters sent again do not count.
const TELEX = { "\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j" };
const CIRCUMFLEX = "\u0302"; // typed by the letter itself, once more
const pressed = (event) => {
  if (event.code) return event.key.toLowerCase();
  const [letter, ...marks] = event.key.normalize("NFD").toLowerCase();
  if (marks.length !== 1) return "";
  return marks[0] === CIRCUMFLEX ? letter : (TELEX[marks[0]] ?? "");
};

document.addEventListener("keydown", (event) => {
  const fold = event.target.closest?.("[data-fold]");
  if (event.key === "Escape" && fold?.open) {
    fold.open = false;
    return focus(fold.closest("[data-card]"));
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches("[data-fold] :is(input, select, textarea)")) {
    return event.target.form.requestSubmit();
  }
  const isTyping = event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog, [contenteditable=true]");
  // A key held down would decide on the cards that come next, unread.
  if (!hasKeys || isTyping || event.repeat || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "?")) return;
  const key = pressed(event);
  const card = current?.isConnected ? current : cards()[0];
  const act = EVERYWHERE[key] ?? (card && KEYS[key]);
  if (!act) return;
  event.preventDefault(); // the letter shall not go into the field that opens
  act(card);
});

const helpButton = desk.querySelector("[data-help-toggle]");
helpButton.hidden = false;
helpButton.addEventListener("click", () => help.showModal());
help.querySelector("[data-close]").addEventListener("click", () => help.close());
const first = location.hash.startsWith("#y-kien-") ? document.getElementById(location.hash.slice(1)) : null;
if (cards().length) focus(first ?? cards()[0]);
const asked = first?.querySelector("[data-fold][open]"); // by a link of the first screen
if (asked) {
  // Once the browser has gone to the card that the address names: it gives the card the focus as it does so.
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(() => open(first, asked.dataset.fold))));
  if ("claims" in asked.dataset) claim(first);
}
