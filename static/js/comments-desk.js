"use strict";
// One key a decision on the card that has the focus; j and k walk through the cards.
const desk = document.querySelector("[data-desk]");
const cards = [...desk.querySelectorAll("[data-card]")];
let current = 0;

const go = (step) => {
  current = Math.min(cards.length - 1, Math.max(0, current + step));
  cards[current].focus();
  cards[current].scrollIntoView({ block: "nearest" });
};

document.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-card]");
  if (card) current = cards.indexOf(card);
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, textarea, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !cards.length) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  // A key held down would decide on the cards that the next pages bring, unread.
  else if (!event.repeat) cards[current].querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
if (cards.length) cards[0].focus({ preventScroll: true });
