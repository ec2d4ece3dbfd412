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
  const input = box.querySelector("[data-cover-value]");
  const remove = box.querySelector("[data-cover-remove]");
  const describe = box.querySelector("[data-cover-describe]");
  box.querySelector("[data-without-script]").hidden = true;
  box.querySelector("[data-cover-choose]").hidden = false;
  remove.hidden = !input.value;

  const show = (photo) => {
    input.value = photo ? photo.id : "";
    words.textContent = photo ? photo.alt : "";
    picture.hidden = remove.hidden = !photo;
    describe.hidden = !photo || Boolean(photo.alt);
    if (photo) describe.querySelector("a").href = `${box.dataset.photos}${photo.id}/change/`;
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
  takeDropped(box, show);
}

// A photo that is dropped on the box comes into the library and is chosen at once.
function takeDropped(box, show) {
  const status = box.querySelector("[data-cover-status]");
  const words = box.dataset;
  let queue = null;
  let module = null;

  const changed = (job) => {
    const percent = Math.round((job.share ?? 0) * 100);
    const said = { sending: module?.fill(words.saySending, { percent }), working: words.sayWorking, failed: job.error };
    status.textContent = said[job.state] ?? "";
    const photo = job.photo ?? (job.known?.is_taken_down ? null : job.known);
    if (!photo) return;
    if (job.known) status.textContent = ""; // it was here already, and is what was meant
    show({ ...photo, small: photo.thumbnail });
  };
  const isFiles = (event) => event.dataTransfer?.types.includes("Files");
  box.addEventListener("dragover", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    box.classList.add("is-dropping");
  });
  box.addEventListener("dragleave", (event) => box.contains(event.relatedTarget) || box.classList.remove("is-dropping"));
  box.addEventListener("drop", async (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    box.classList.remove("is-dropping");
    const files = [...event.dataTransfer.files];
    if (files.length > 1) return (status.textContent = words.sayOne);
    const token = box.closest("form").elements.csrfmiddlewaretoken.value;
    const mostMegabytes = Number(words.mostMegabytes);
    module ??= await import(words.uploadScript);
    queue ??= module.uploads({ address: words.upload, token, mostMegabytes, words, changed });
    queue.add(files);
  });
}
