"use strict";
// The article form under the fingers: where the caret goes, what Enter and the shortcuts do, and the ways to a field.
// What is needed only now and then (preview, check) is fetched at its first use.
const articleForm = document.querySelector("[data-article-form]");

if (articleForm) {
  const form = articleForm;
  const desk = document.querySelector("[data-desk]");
  const { title, lead, body } = form.elements;
  const editor = () => window.CKEDITOR?.instances[body.id];
  const fetched = (name) => import(desk.dataset[name]);

  // --- At the start ---
  const errors = form.querySelector("[data-errors]");
  const wrong = form.querySelector(".has-errors :is(input, select, textarea)");
  for (const box of form.querySelectorAll(".has-errors")) {
    const details = box.closest("details");
    if (details) details.open = true;
  }
  // The editor hides its field and takes its place a moment later.
  form.addEventListener("editor:ready", () => wrong === body && editor().focus());
  if (errors) (wrong || errors).focus();
  else if (!title.value) title.focus();

  // --- From field to field ---
  const isTyping = (event) => event.isComposing || event.keyCode === 229; // an input method is at work
  const toBody = () => (editor() || body).focus();
  const onEnter = (field, go) =>
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || isTyping(event)) return;
      event.preventDefault(); // in a field of one line it would send half an article
      go();
    });
  onEnter(title, () => lead.focus());
  onEnter(lead, toBody);

  // The title grows with its lines where the browser can't do that by itself.
  const grow = () => {
    title.style.height = "auto";
    title.style.height = `${title.scrollHeight}px`;
  };
  if (!CSS.supports("field-sizing", "content")) {
    title.addEventListener("input", grow);
    grow();
  }

  // --- A note on the passage that is marked ---
  const quote = form.querySelector("[data-note-quote]");
  let marked = "";
  document.addEventListener("selectionchange", () => {
    const place = document.activeElement;
    const isInText = place?.closest(".cke_wysiwyg_div") || [title, lead].includes(place);
    if (!isInText) return;
    const words = place.selectionEnd ? place.value.slice(place.selectionStart, place.selectionEnd) : `${getSelection()}`;
    marked = words.replace(/\s+/g, " ").trim().slice(0, 300);
  });
  quote?.closest("details").addEventListener("toggle", ({ target }) => {
    if (target.open && !quote.value) quote.value = marked;
  });

  // --- Once, not twice ---
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    // A second press within a few seconds is a double click; later it is somebody whose line had dropped.
    if (Date.now() - sentAt < 5000) return event.preventDefault();
    sentAt = Date.now();
  });
  window.addEventListener("pageshow", () => (sentAt = 0));

  // --- To the field that a finding is about ---
  const jump = ({ jump: name, quote }) => {
    if (name === "body") return quote ? toQuote(quote) : toBody();
    const fields = [...form.querySelectorAll(`[name="${name}"], [name^="${name}-"]`)];
    const field = (quote && fields.find((each) => each.value === quote)) || fields[0]; // in a list, the very row
    if (!field) return;
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const target = field.type === "hidden" ? field.parentElement.querySelector("button") : field;
    target.focus();
    target.scrollIntoView({ block: "center" });
    const start = quote && field.value.normalize("NFC") === field.value ? field.value.indexOf(quote) : -1;
    if (start >= 0) field.setSelectionRange(start, start + quote.length);
  };
  const toQuote = (quote) => {
    toBody();
    const root = editor()?.editable()?.$;
    const range = root && findWords(root, quote);
    if (!range) return;
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-jump]");
    if (!link) return;
    event.preventDefault();
    link.closest("dialog")?.close();
    jump(link.dataset);
  });

  // --- Preview, check, help ---
  const pane = desk.querySelector("[data-preview-pane]");
  const toggle = form.querySelector("[data-preview-toggle]");
  const togglePreview = () => fetched("previewScript").then((module) => module.toggle(form, pane, toggle));
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", togglePreview);
  }

  const check = desk.querySelector("[data-check-dialog]");
  form.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-checks]");
    if (!button || !check.showModal) return;
    event.preventDefault();
    fetched("checkScript").then((module) => module.ask(form, check, button));
  });

  const help = desk.querySelector("[data-help-dialog]");
  const askForHelp = () => help.showModal();
  for (const button of document.querySelectorAll("[data-help-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", askForHelp);
  }
  for (const dialog of desk.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
  }

  // --- Shortcuts ---
  // None is a single letter, an AltGr or Ctrl+Shift, which Vietnamese input methods take for themselves.
  const main = () => form.querySelector("[data-main]") || form.elements._save;
  const reveal = (box, field) => {
    for (let one = box?.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    if (!box) return;
    box.tabIndex = -1;
    box.scrollIntoView({ block: "center" });
    (field || box).focus({ preventScroll: true });
  };
  const SHORTCUTS = {
    "Ctrl+s": () => form.elements._save.click(),
    "Ctrl+Enter": () => main().click(),
    "Ctrl+p": togglePreview,
    "Ctrl+/": askForHelp,
    F2: () => title.focus(),
    F4: toBody,
    F8: () => reveal(form.querySelector("[data-checks-panel]"), form.querySelector("[data-checks-panel] a")),
    F9: () => reveal(document.getElementById("ghi-chu"), document.querySelector("#ghi-chu textarea")),
    "Shift+F8": () => form.querySelector("[data-history]")?.click(),
  };
  const nameOf = (event) => {
    const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
    const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : ""; // "?" needs one on some keyboards
    return control + shift + (event.key.length > 1 ? event.key : event.key.toLowerCase());
  };
  const isField = (element) => element.closest("input, textarea, select, [contenteditable=true]");

  if (form.dataset.shortcuts !== "0") {
    document.addEventListener("keydown", (event) => {
      if (isTyping(event) || event.altKey || event.target.closest("dialog:modal, .cke_dialog")) return;
      const act = event.key === "?" && !isField(event.target) ? askForHelp : SHORTCUTS[nameOf(event)];
      const isElsewhere = event.target.form && event.target.form !== form; // a note beside the article
      if (!act || (isElsewhere && event.key === "Enter")) return;
      event.preventDefault();
      act();
    });
  }
}

// Where words stand among an element's texts, as a range, or null. No-break spaces count as spaces.
function findWords(root, words) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let all = "";
  while (walker.nextNode()) {
    nodes.push([all.length, walker.currentNode]);
    all += walker.currentNode.data.replace(/\s/g, " ");
  }
  const start = all.indexOf(words);
  if (start < 0) return null;
  const range = document.createRange();
  const at = (place) => nodes.findLast(([begin]) => begin <= place);
  const [first, firstNode] = at(start);
  const [last, lastNode] = at(start + words.length - 1);
  range.setStart(firstNode, start - first);
  range.setEnd(lastNode, start + words.length - last);
  return range;
}
