"use strict";
// Starts the editor of each [data-editor] field once all its parts are there, and gives it what the newsroom needs:
// interview turns, and a photo's caption and credit under the photo. It tells the form with the events "editor:ready"
// and "editor:change", so that nothing else there has to know the editor.
window.CKEDITOR_BASEPATH = document.currentScript.dataset.editorBase;

document.addEventListener("DOMContentLoaded", () => {
  if (!window.CKEDITOR) return; // it could not be loaded: the plain field stays, and is cleaned like any other
  CKEDITOR.disableAutoInline = true; // only what is asked for becomes an editor
  const init = (editor) => {
    addTurnsAndCaptions(editor);
    addPictures(editor);
    addPasting(editor);
  };
  CKEDITOR.plugins.add("newsroom", { beforeInit: prepare, init });
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
    widget.getLabel = function () {
      return this.data.alt ? `${this.pathName}: ${this.data.alt}` : this.pathName;
    };
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
  editor.on("dialogHide", (event) => {
    const photo = editor.config.chosenPhoto;
    editor.config.chosenPhoto = null;
    if (event.data.getName() !== "image2") return;
    const widget = editor.widgets.focused;
    const caption = widget?.parts?.caption;
    if (!caption || caption.getText() !== editor.lang.image2.captionPlaceholder) return;
    widget.editables.caption.setData(photo ? captionOf(editor, photo) : "");
  });
}

function captionOf(editor, { caption, credit }) {
  const encode = CKEDITOR.tools.htmlEncode;
  const label = editor.config.newsroomLabels.credit;
  return encode(caption) + (credit ? ` <span class="credit">${encode(label)} ${encode(credit)}</span>` : "");
}

// The toolbar's picture button opens the library, and what is chosen there stands in the text at once. The dialog is
// for changing a picture that stands there already, and for browsers that open no window.
function addPictures(editor) {
  let library = null;
  editor.on("beforeCommandExec", (event) => {
    if (event.data.name !== "image" || editor.widgets.focused?.name === "image") return;
    editor.focus(); // where the picture is to stand
    library = window.open(editor.config.filebrowserImageBrowseUrl, "photo-picker-text", "width=960,height=720,scrollbars=yes");
    if (library) event.cancel();
  });
  window.addEventListener("message", (event) => {
    const photo = event.data?.photo;
    if (!library || event.source !== library || event.origin !== location.origin || !photo) return;
    library = null;
    const picture = new CKEDITOR.dom.element("img");
    picture.setAttributes({ src: photo.url, alt: photo.alt, width: photo.width, height: photo.height });
    const caption = captionOf(editor, photo);
    const html = picture.getOuterHtml();
    const figure = `<figure class="figure">${html}<figcaption>${caption}</figcaption></figure>`;
    editor.focus();
    editor.insertHtml(caption ? figure : html);
  });
}

// What is pasted from Word, Google Docs, LibreOffice, a spreadsheet or a web page, in old letters or with pictures, is
// read by the server; the script that asks it (js/editor/pasting.js) is fetched at its first use. A report over the
// text says what became of everything. Nothing here listens to the keys.
function addPasting(editor) {
  const box = document.querySelector("[data-pasting]");
  if (!box) return;
  const report = box.querySelector("[data-paste-report]");
  const content = report.querySelector("[data-paste-content]");
  editor.on("instanceReady", () => editor.container.$.before(report));
  content.querySelector("[data-paste-dismiss]").addEventListener("click", () => {
    content.hidden = true;
    editor.focus();
  });
  for (const scrolled of ["wheel", "touchmove"]) addEventListener(scrolled, () => report.classList.remove("is-new"), { passive: true });
  const say = (lines) => {
    const items = lines.map(({ kind, message }) => {
      const item = document.createElement("li");
      item.textContent = message;
      if (kind === "lost") item.className = "paste-lost";
      return item;
    });
    content.querySelector("[data-paste-list]").replaceChildren(...items);
    content.hidden = !items.length;
    report.classList.add("is-new");
    dress();
  };
  const reader = async () => (await import(box.dataset.script)).reader(editor, box, say);
  const dress = () => {
    if (box.querySelector("link")) return;
    box.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.styles }));
  };

  // Words in old letters: a sign within a word, or a mark of VNI that Vietnamese has not, where no letter is Unicode's.
  const SIGN = /[a-z][\u00a1-\u00b8\u00ba-\u00bf\u00d7\u00f7]/i;
  const MARK = /[aeouyôö][åäëïûüø]|[a-z]ö|ñ[aeouö]/i;
  const UNICODE = /[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0323]/;
  const mayBeOld = (text) => SIGN.test(text) || (MARK.test(text) && !UNICODE.test(text));
  const OFFICE = /\bmso-|\bMso[A-Z]|urn:schemas-microsoft-com|docs-internal-guid|google-sheets-html-origin|(?:Libre|Open)Office/i;
  const PARTS = /<(?:img|table|ol|ul|h[1-6])\b|font-family:\s*["']?(?:\.vn|vni)/i;
  const escaped = (text) => {
    const lines = text.split(/\r?\n/).filter((line) => line.trim());
    return lines.map((line) => `<p>${CKEDITOR.tools.htmlEncode(line)}</p>`).join("");
  };

  // Before CKEditor's own filters. All of the clipboard is taken here: a moment later the browser gives it no more.
  const take = (event) => {
    const { data } = event;
    const transfer = data.dataTransfer;
    if (data.isRead || !transfer || transfer.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL) return;
    const html = transfer.getData("text/html", true) || (data.type === "html" && data.dataValue) || "";
    const text = transfer.getData("text/plain", true) || "";
    const files = Array.from({ length: transfer.getFilesCount() }, (_, at) => transfer.getFile(at));
    const pictures = files.filter((file) => file?.type.startsWith("image/"));
    const isOld = mayBeOld(text || html);
    if (!pictures.length && !(html && (OFFICE.test(html) || PARTS.test(html))) && !isOld) return;
    event.cancel();
    const ranges = editor.getSelection()?.getRanges() || [];
    const own = transfer.getData("text/html") || escaped(text);
    const alone = () => {
      editor.focus();
      if (ranges.length) editor.getSelection().selectRanges(ranges);
      if (own) editor.fire("paste", { ...data, type: "html", dataValue: own, isRead: true });
      say([{ kind: "lost", message: box.dataset.unreached }]);
    };
    say([{ kind: "reading", message: box.dataset.reading }]);
    reader().then((read) => read.paste({ html: html || escaped(text), pictures, ranges, alone }), alone);
  };
  editor.on("paste", take, null, null, 0);

  const alert = () => say([{ kind: "lost", message: box.dataset.away }]);
  const convert = () => {
    dress();
    reader().then((read) => read.convert(), alert);
  };
  editor.addCommand("Legacy", { exec: convert });
  editor.ui.addButton("Legacy", {
    label: editor.config.newsroomLabels.legacy,
    command: "Legacy",
    toolbar: "clipboard",
  });
}
