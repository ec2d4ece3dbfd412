"use strict";
// Starts the editor of each [data-editor] field once all its parts are there, and gives it what the newsroom needs:
// interview turns, and a photo's caption and credit under the photo. It tells the form with the events "editor:ready"
// and "editor:change", so that nothing else there has to know the editor.
window.CKEDITOR_BASEPATH = document.currentScript.dataset.editorBase;

document.addEventListener("DOMContentLoaded", () => {
  if (!window.CKEDITOR) return; // it could not be loaded: the plain field stays, and is cleaned like any other
  CKEDITOR.disableAutoInline = true; // only what is asked for becomes an editor
  CKEDITOR.plugins.add("newsroom", { beforeInit: prepare, init: addTurnsAndCaptions });
  for (const field of document.querySelectorAll("[data-editor]")) {
    const editor = CKEDITOR.replace(field, JSON.parse(field.dataset.editor));
    const tell = (name) => field.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: editor }));
    editor.on("instanceReady", () => {
      editor.ui.space("contents").setStyle("height", "auto"); // as high as its text
      editor.container.setStyle("visibility", "visible"); // hidden until its skin has loaded, it would take no focus
      tell("editor:ready");
    });
    editor.on("change", () => tell("editor:change"));
  }
});

function prepare(editor) {
  // The text is written in the page itself, in its fonts and without a second document.
  editor.addMode("wysiwyg", (done) => {
    const box = CKEDITOR.dom.element.createFromHtml('<div class="cke_wysiwyg_div cke_reset"></div>');
    editor.ui.space("contents").append(box);
    const editable = editor.editable(box);
    const { detach } = editable;
    editable.detach = function () {
      detach.call(this);
      this.remove();
    };
    editor.setData(editor.getData(true), done);
    editor.fire("contentDom");
  });

  for (const [part, words] of Object.entries(editor.config.words)) Object.assign(editor.lang[part], words);

  editor.on("widgetDefinition", ({ data: widget }) => {
    if (widget.name !== "image") return;
    // A caption may hold what richtext.py lets it hold; left to itself, the image plugin drops the credit's class.
    widget.editables.caption.allowedContent = editor.config.captionContent;
    // An old site's figure may have lost its picture. The plugin would look for it, fail, and leave the text empty.
    const { upcast } = widget;
    widget.upcast = (element, data) => {
      const isBare = element.name === "figure" && !element.getFirst("img") && !element.getFirst("a")?.getFirst("img");
      return isBare ? null : upcast(element, data);
    };
  });
}

function addTurnsAndCaptions(editor) {
  const labels = editor.config.newsroomLabels;

  // An interview turn of the selected paragraphs: the speaker's name, then what they say.
  const insertTurn = (isQuestion) => {
    const selected = editor.getSelectedHtml(true) || "";
    const body = selected.replace(/<[^>]+>/g, "").trim() ? selected : "<p>…</p>";
    const paragraphs = body.startsWith("<p") ? body : `<p>${body}</p>`;
    const names = isQuestion ? "turn turn-question" : "turn";
    const speaker = isQuestion ? labels.interviewer : labels.speaker;
    editor.insertHtml(`<div class="${names}"><p class="speaker">${speaker}</p>${paragraphs}</div>`);
  };
  for (const [name, isQuestion] of [["Turn", false], ["TurnQuestion", true]]) {
    editor.addCommand(name, { exec: () => insertTurn(isQuestion) });
    editor.ui.addButton(name, { label: isQuestion ? labels.question : labels.turn, command: name, toolbar: "insert" });
  }

  // The image dialog knows no caption text: it leaves its placeholder, which must never be published.
  const encode = CKEDITOR.tools.htmlEncode;
  editor.on("dialogHide", (event) => {
    const photo = editor.config.chosenPhoto;
    editor.config.chosenPhoto = null;
    if (event.data.getName() !== "image2") return;
    const widget = editor.widgets.focused;
    const caption = widget?.parts?.caption;
    if (!caption || caption.getText() !== editor.lang.image2.captionPlaceholder) return;
    const credit = photo?.credit ? ` <span class="credit">${encode(labels.credit)} ${encode(photo.credit)}</span>` : "";
    widget.editables.caption.setData(photo ? encode(photo.caption) + credit : "");
  });
}
