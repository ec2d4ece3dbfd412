"use strict";
// Counts one view once the article is really seen: not while a browser loads it ahead, nor in a tab never opened.
const viewedArticle = document.querySelector("[data-views-url]");

function countView() {
  if (document.prerendering || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", countView);
  document.removeEventListener("prerenderingchange", countView);
  navigator.sendBeacon(viewedArticle.dataset.viewsUrl);
}

if (viewedArticle) {
  document.addEventListener("visibilitychange", countView);
  document.addEventListener("prerenderingchange", countView);
  countView();
}

// Lets the print button do what the browser's own menu does.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
