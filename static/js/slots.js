// Slots of a front page: an article is dragged into a slot, or moved with Alt+↑ and Alt+↓. Either fills or presses a
// form of the page, which works without this file too.
"use strict";

(() => {
  const root = document.querySelector("[data-slots]");
  const form = root && root.querySelector("[data-drop-form]");
  if (!form) return;

  const slots = [...root.querySelectorAll("[data-slot]")];
  let dragged = null;

  function drop(slot) {
    const isMoved = "placement" in dragged.dataset;
    form.elements.step.value = isMoved ? "move" : "place";
    form.elements.placement.value = dragged.dataset.placement ?? "";
    form.elements.article.value = isMoved ? "" : dragged.dataset.article;
    form.elements.position.value = slot.dataset.slot;
    root.setAttribute("aria-busy", "true");
    form.requestSubmit();
  }

  function mark(slot) {
    for (const each of slots) each.classList.toggle("is-target", each === slot);
  }

  for (const one of root.querySelectorAll("[data-article]")) {
    one.draggable = true;
    one.addEventListener("dragstart", (event) => {
      if (event.target.closest("input, select")) return event.preventDefault();
      dragged = one;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", one.dataset.article);
      one.classList.add("is-dragged");
    });
    one.addEventListener("dragend", () => {
      one.classList.remove("is-dragged");
      mark(null);
      dragged = null;
    });
  }

  for (const slot of slots) {
    slot.addEventListener("dragover", (event) => {
      if (!dragged || dragged === slot) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      mark(slot);
    });
    slot.addEventListener("dragleave", (event) => {
      if (!slot.contains(event.relatedTarget)) mark(null);
    });
    slot.addEventListener("drop", (event) => {
      if (!dragged || dragged === slot) return;
      event.preventDefault();
      drop(slot);
    });
    slot.addEventListener("keydown", (event) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const which = { ArrowUp: "[data-up]", ArrowDown: "[data-down]" }[event.key];
      const button = which && slot.querySelector(which);
      if (!which || event.target.closest("select")) return;
      event.preventDefault();
      if (button && root.getAttribute("aria-busy") !== "true") {
        root.setAttribute("aria-busy", "true");
        button.click();
      }
    });
  }

  // The page comes back after each change: the slot that it was about has the focus again, for the next press.
  const changed = slots.find((slot) => `#${slot.id}` === location.hash);
  if (changed) changed.focus();

  // Back from another page, a browser may show this one as it was left.
  addEventListener("pageshow", () => root.removeAttribute("aria-busy"));
})();
