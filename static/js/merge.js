"use strict";
// Where two people saved at once: the buttons beside the differences bring a field of the other version into the form.
const merge = document.querySelector("[data-merge]");
if (merge) {
  const form = document.querySelector("[data-article-form]");
  const theirs = JSON.parse(document.getElementById("theirs").textContent);

  const takeBylines = (rows) => {
    const box = form.querySelector("[data-bylines]");
    const shown = () => [...box.querySelectorAll(".byline-row")];
    while (shown().length < rows.length) box.querySelector("[data-add]").click();
    shown().forEach((row, index) => {
      for (const name of ["name", "position", "organisation"]) {
        row.querySelector(`input[name$="-${name}"]`).value = rows[index]?.[name] ?? "";
      }
    });
  };
  const take = (name) => {
    if (name === "bylines") return takeBylines(theirs.bylines);
    if (name === "attachments") {
      form.querySelector("[data-attachments]").dispatchEvent(new CustomEvent("documents", { detail: theirs.attachments }));
      return;
    }
    if (name === "cover") {
      form.querySelector("[data-cover]").dispatchEvent(new CustomEvent("photo", { detail: theirs.cover }));
      return;
    }
    if (name === "topics") {
      for (const box of form.querySelectorAll("[name=topics]")) box.checked = theirs.topics.includes(Number(box.value));
      return;
    }
    const field = form.elements[name];
    if (name === "body" && window.CKEDITOR?.instances[field.id]) {
      window.CKEDITOR.instances[field.id].setData(theirs.body);
    } else if (field.type === "checkbox") {
      field.checked = theirs[name];
    } else {
      field.value = theirs[name] ?? "";
    }
  };

  merge.addEventListener("click", (event) => {
    const name = event.target.closest("[data-take]")?.dataset.take;
    if (!name) return;
    take(name);
    event.target.closest(".difference").classList.add("is-taken");
    event.target.closest("[data-take]").disabled = true;
    form.dispatchEvent(new Event("input", { bubbles: true })); // what saves by itself is to see it
  });
}
