// Counts one view once the article is really seen: not while a browser loads it ahead, nor in a tab never opened.
const viewedArticle = document.querySelector("[data-views-url]");

function countView() {
  if (document.prerendering || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", countView);
  document.removeEventListener("prerenderingchange", countView);
  navigator.sendBeacon(viewedArticle.dataset.viewsUrl);
}

document.addEventListener("visibilitychange", countView);
document.addEventListener("prerenderingchange", countView);
countView();
