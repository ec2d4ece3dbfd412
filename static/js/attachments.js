"use strict";
// The documents under an article: their order, uploading in place, choosing from the library. The numbers and boxes that
// serve without this script are hidden; what a button changes is told to the form like typing, so that it is kept.
for (const box of document.querySelectorAll("[data-attachments]")) {
  const words = box.dataset;
  const list = box.querySelector("[data-rows]");
  const said = box.querySelector("[data-said]");
  const found = box.querySelector("[data-found]");
  const search = box.querySelector("[data-search]");
  const file = box.querySelector("[data-file]");
  const drop = box.querySelector("[data-drop]");
  const progress = box.querySelector("[data-progress]");
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const part = (row, name) => row.querySelector(`[name="${words.name}-${name}"]`);
  const titleOf = (row) => part(row, "title").value;

  const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
  const say = (pattern, values) => (said.textContent = fill(pattern, values));
  const changed = () => {
    rows().forEach((row, index) => (part(row, "order").value = index + 1));
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // --- The rows ---
  const prepare = (row) => {
    for (const one of row.querySelectorAll("[data-by-hand]")) one.hidden = true;
    row.querySelector("[data-tools]").hidden = false;
  };
  const put = ({ id, title, about = "" }) => {
    const row = box.querySelector("[data-new-row]").content.firstElementChild.cloneNode(true);
    part(row, "key").value = id;
    part(row, "title").value = title;
    row.querySelector("[data-about]").textContent = about;
    list.append(row);
  };
  const add = (one) => {
    const values = { title: one.title, most: words.most };
    if (rows().some((row) => part(row, "key").value === String(one.id))) return say(words.there, values);
    if (rows().length >= Number(words.most)) return say(words.full, values);
    put(one);
    changed();
    say(words.added, values);
  };
  const move = (row, where, button) => {
    const next = where === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!next) return;
    if (where === "up") next.before(row);
    else next.after(row);
    button.focus();
    changed();
    say(words.moved, { title: titleOf(row), place: rows().indexOf(row) + 1, total: rows().length });
  };
  const remove = (row) => {
    const title = titleOf(row);
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    (next?.querySelector("[data-move=out]") || file).focus();
    changed();
    say(words.removed, { title });
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("[data-row]");
    if (button.dataset.move === "out") remove(row);
    else move(row, button.dataset.move, button);
  });
  // From elsewhere on the page: another version's list, or the one that this browser kept.
  box.addEventListener("documents", ({ detail }) => {
    const about = Object.fromEntries(
      rows().map((row) => [part(row, "key").value, row.querySelector("[data-about]").textContent]),
    );
    list.replaceChildren();
    for (const one of detail) put({ ...one, about: about[one.id] });
    changed();
  });

  // --- Uploading, one file after another ---
  const send = (one) =>
    new Promise((done) => {
      const data = new FormData();
      data.set("file", one);
      const call = new XMLHttpRequest();
      call.open("POST", words.upload);
      call.setRequestHeader("X-CSRFToken", box.closest("form").elements.csrfmiddlewaretoken.value);
      call.responseType = "json";
      call.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) progress.value = event.loaded / event.total;
      });
      call.addEventListener("loadend", () => done(call.response || {}));
      call.send(data);
    });
  let waiting = Promise.resolve();
  const uploadAll = async (files) => {
    const troubles = [];
    for (const one of files) {
      progress.hidden = false;
      progress.value = 0;
      say(words.uploading, { title: one.name });
      const answer = await send(one);
      const isKnown = answer.known && !answer.known.is_taken_down;
      if (answer.id || isKnown) add(answer.known || answer);
      if (isKnown) troubles.push(answer.error);
      else if (!answer.id) troubles.push(fill(answer.error ? words.refused : words.failed, { title: one.name, why: answer.error }));
    }
    progress.hidden = true;
    if (troubles.length) said.textContent = troubles.join("\n");
  };
  const upload = (files) => (waiting = waiting.then(() => uploadAll([...files])));
  file.addEventListener("change", () => {
    upload(file.files).then(() => (file.value = ""));
  });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    upload(event.dataTransfer.files);
  });

  // --- Choosing from the library ---
  let timer = 0;
  let asked = 0;
  const look = async () => {
    const number = ++asked;
    const response = await fetch(`${words.picker}?q=${encodeURIComponent(search.value)}`).catch(() => null);
    const answer = (await response?.json().catch(() => null)) || {};
    if (number !== asked) return;
    const shown = answer.attachments || [];
    found.replaceChildren(...shown.map(line));
    if (answer.error) said.textContent = answer.error;
    else if (shown.length) say(words.foundCount, { count: shown.length });
    else said.textContent = words.nothing;
  };
  const line = (one) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "quiet", textContent: `${one.title} (${one.about})` });
    button.addEventListener("click", () => add(one));
    const item = document.createElement("li");
    item.append(button);
    return item;
  };
  search.addEventListener("input", (event) => {
    event.stopPropagation(); // no word of the article
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
  search.addEventListener("focus", () => found.childElementCount || look());
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would send the article
    look();
  });

  rows().forEach(prepare);
  box.querySelector("[data-adding]").hidden = false;
  box.querySelector("[data-without-script]").hidden = true;
}
