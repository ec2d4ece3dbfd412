"use strict";
const form = document.querySelector("[data-article-form]");
if (form) {
  const title = form.querySelector("[name=title]");
  const errors = form.querySelector("[data-errors]");
  const wrong = form.querySelector(".has-errors input, .has-errors select, .has-errors textarea");
  for (const box of form.querySelectorAll(".has-errors")) {
    const details = box.closest("details");
    if (details) details.open = true;
  }
  // The editor hides its field and takes its place a moment later.
  const reach = (field) => {
    if (field.dataset.type !== "ckeditortype") field.focus();
    else window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.name === field.id && editor.focus());
  };
  if (errors) reach(wrong || errors);
  else if (!title.value) title.focus();

  // Enter goes on to the lead: in a form of one-line fields it would send half an article.
  title.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.querySelector("[name=lead]").focus();
  });

  // The title grows with its lines where the browser can't do that by itself.
  const grow = () => {
    title.style.height = "auto";
    title.style.height = `${title.scrollHeight}px`;
  };
  if (!CSS.supports("field-sizing", "content")) {
    title.addEventListener("input", grow);
    grow();
  }

  let changed = false;
  let leaving = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("beforeunload", (event) => {
    const editors = window.CKEDITOR ? Object.values(window.CKEDITOR.instances) : [];
    if (!leaving && (changed || editors.some((editor) => editor.checkDirty()))) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.querySelector("[name=_save]").click();
    }
  });
}
