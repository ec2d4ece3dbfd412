"use strict";
// The bylines' rows and the main photo. What a button changes is told to the form like typing, so that it is kept.
const tellOfChange = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

for (const box of document.querySelectorAll("[data-bylines]")) {
  const rows = () => [...box.querySelectorAll(".byline-row")];
  const add = box.querySelector("[data-add]");
  const field = (row, name) => row.querySelector(`input[name$="-${name}"]`);

  const prepare = (row) => {
    row.querySelector(".byline-tools").hidden = false;
    // A known author brings position and organisation along; what was typed by hand stays.
    field(row, "name").addEventListener("change", (event) => {
      const known = [...box.querySelectorAll("datalist option")].find((option) => option.value === event.target.value);
      if (!known || field(row, "position").value || field(row, "organisation").value) return;
      field(row, "position").value = known.dataset.position;
      field(row, "organisation").value = known.dataset.organisation;
      tellOfChange(row);
    });
    row.addEventListener("click", (event) => {
      const move = event.target.dataset.move;
      if (move === "up" && row.previousElementSibling) row.previousElementSibling.before(row);
      if (move === "down" && row.nextElementSibling?.matches(".byline-row")) row.nextElementSibling.after(row);
      if (!move) return;
      event.target.focus();
      tellOfChange(row);
    });
  };

  rows().forEach(prepare);
  add.hidden = false;
  add.addEventListener("click", () => {
    const row = rows().at(-1).cloneNode(true);
    for (const input of row.querySelectorAll("input")) input.value = "";
    rows().at(-1).after(row);
    prepare(row);
    field(row, "name").focus();
  });
}

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
    tellOfChange(input);
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
  box.addEventListener("photo", (event) => show(event.detail)); // from elsewhere on the page
}
