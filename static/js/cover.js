"use strict";
for (const box of document.querySelectorAll("[data-cover]")) {
  const picture = box.querySelector("[data-cover-picture]");
  const words = box.querySelector("[data-cover-words]");
  const input = box.querySelector("input[type=hidden]");
  const remove = box.querySelector("[data-cover-remove]");

  const show = (photo) => {
    input.value = photo ? photo.id : "";
    words.textContent = photo ? photo.alt : "";
    picture.hidden = remove.hidden = !photo;
    if (photo) {
      picture.src = photo.small;
      picture.alt = photo.alt;
    }
  };
  box.querySelector("[data-cover-choose]").addEventListener("click", () => {
    const picker = window.open(box.dataset.picker, "photo-picker", "width=960,height=720,scrollbars=yes");
    const take = (event) => {
      if (event.origin !== location.origin || event.source !== picker || !event.data.photo) return;
      window.removeEventListener("message", take);
      show(event.data.photo);
      box.querySelector("[data-cover-choose]").focus();
    };
    window.addEventListener("message", take);
  });
  remove.addEventListener("click", () => show(null));
}
