"use strict";
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
    });
    row.addEventListener("click", (event) => {
      const move = event.target.dataset.move;
      if (move === "up" && row.previousElementSibling) row.previousElementSibling.before(row);
      if (move === "down" && row.nextElementSibling?.matches(".byline-row")) row.nextElementSibling.after(row);
      if (move) event.target.focus();
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
