"use strict";
// What must not be cut off is chosen by a click on the photo or with its two sliders; the cuts below follow at once.
for (const box of document.querySelectorAll("[data-focus]")) {
  const STEP = 10; // percent, as the classes of focus.css have it
  const picture = box.querySelector("[data-focus-picture]");
  const [across, down] = ["x", "y"].map((name) => document.querySelector(`[name=focus_${name}]`));
  const followers = [...box.querySelectorAll("[data-focus-follows]")];
  const rounded = (value) => Math.round(value / STEP) * STEP;

  const show = () => {
    for (const one of followers) {
      one.classList.remove(...[...one.classList].filter((name) => /^f[xy]-/.test(name)));
      one.classList.add(`fx-${rounded(Number(across.value))}`, `fy-${rounded(Number(down.value))}`);
    }
  };
  const inside = (part) => rounded(Math.min(1, Math.max(0, part)) * 100);
  if (picture && across && down) { // of a photo that is taken down the form keeps the values, but shows nothing
    for (const input of [across, down]) input.addEventListener("input", show);
    picture.classList.add("is-choosable");
    picture.addEventListener("click", (event) => {
      const area = picture.getBoundingClientRect();
      across.value = inside((event.clientX - area.left) / area.width);
      down.value = inside((event.clientY - area.top) / area.height);
      across.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
