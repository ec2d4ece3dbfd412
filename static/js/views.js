// Counts one view once the article is really seen: not while a browser loads it ahead, nor in a tab never opened.
const article = document.querySelector("[data-views-url]");

function count() {
  if (document.prerendering || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", count);
  document.removeEventListener("prerenderingchange", count);
  navigator.sendBeacon(article.dataset.viewsUrl);
}

document.addEventListener("visibilitychange", count);
document.addEventListener("prerenderingchange", count);
count();
