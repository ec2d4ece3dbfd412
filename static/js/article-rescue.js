"use strict";
// What was sent is kept in this tab until the page says that it was saved: after a lost session or line the login
// page would otherwise swallow it. Nothing outlives the tab.
const rescued = document.querySelector("[data-article-form]");
const KEY = "article-form:";

if (rescued) {
  const bar = rescued.querySelector("[data-rescue]");
  const body = rescued.querySelector("[name=body]");
  const names = ["title", "slug", "lead", "body", "section", "tags", "published_at", "expires_at"];
  const key = KEY + location.pathname;
  const editor = () => window.CKEDITOR?.instances[body.id];

  const wasSaved = document.querySelector(".messagelist .success, .messagelist .warning, .messagelist .error");
  if (wasSaved) for (const name of Object.keys(sessionStorage)) if (name.startsWith(KEY)) sessionStorage.removeItem(name);
  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  const isSame = kept && names.every((name) => kept[name] === rescued.elements[name].value);
  if (kept && !isSame && !rescued.querySelector("[data-errors]")) bar.hidden = false;

  bar.querySelector("[data-rescue-take]").addEventListener("click", () => {
    for (const name of names) rescued.elements[name].value = kept[name];
    editor()?.setData(kept.body);
    bar.hidden = true;
    rescued.elements.title.focus();
  });
  bar.querySelector("[data-rescue-drop]").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    bar.hidden = true;
  });

  let sentAt = 0;
  rescued.addEventListener("submit", (event) => {
    // A second press within a few seconds is a double click; later it is somebody whose line had dropped.
    if (Date.now() - sentAt < 5000) return event.preventDefault();
    sentAt = Date.now();
    editor()?.updateElement();
    const copy = Object.fromEntries(names.map((name) => [name, rescued.elements[name].value]));
    try {
      sessionStorage.setItem(key, JSON.stringify(copy));
    } catch {
      // A full or forbidden store must not keep anybody from saving.
    }
  });
  window.addEventListener("pageshow", () => (sentAt = 0));
}
