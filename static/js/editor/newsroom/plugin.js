"use strict";
// What the newsroom adds to the editor: interview turns, and a photo's caption and credit under the photo.
CKEDITOR.plugins.add("newsroom", {
  beforeInit(editor) {
    for (const [part, words] of Object.entries(editor.config.words)) Object.assign(editor.lang[part], words);
  },

  beforeInit(editor) {
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
  },
  init(editor) {
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
  },
});
