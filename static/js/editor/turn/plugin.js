"use strict";
// A button that makes an interview turn of the selected paragraphs: the speaker's name, then what they say.
CKEDITOR.plugins.add("turn", {
  init(editor) {
    const labels = editor.config.turnLabels;
    const insert = (isQuestion) => {
      const selected = editor.getSelectedHtml(true) || "";
      const body = selected.replace(/<[^>]+>/g, "").trim() ? selected : "<p>…</p>";
      const paragraphs = body.startsWith("<p") ? body : `<p>${body}</p>`;
      const names = isQuestion ? "turn turn-question" : "turn";
      const speaker = isQuestion ? "Phóng viên" : labels.speaker;
      editor.insertHtml(`<div class="${names}"><p class="speaker">${speaker}</p>${paragraphs}</div>`);
    };
    editor.addCommand("turn", { exec: () => insert(false) });
    editor.addCommand("turnQuestion", { exec: () => insert(true) });
    editor.ui.addButton("TurnQuestion", { label: labels.question, command: "turnQuestion", toolbar: "insert" });
    editor.ui.addButton("Turn", { label: labels.button, command: "turn", toolbar: "insert" });
  },
});
