// What was taken from the clipboard goes to the server (articles/pasting), which keeps numbers, lists and tables and makes
// old letters Unicode; picture files go to the photo library. Fetched by js/editor/newsroom.js at the first use.

let made;

export function reader(editor, box, say) {
  made ??= makeReader(editor, box, say);
  return made;
}

function makeReader(editor, box, say) {
  const words = box.dataset;
  const dialog = box.querySelector("[data-paste-dialog]");
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  // --- The server --------------------------------------------------------------------------------------------------

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
  const ask = async (html, keep = false) => {
    const answer = await fetch(words.address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ html, keep }),
    });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(answer.status);
    const data = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(answer.status), { why: data.why });
    return data;
  };

  // Both letterings beside each other; true to change them. Esc leaves them as they are.
  const choose = (preview) =>
    new Promise((done) => {
      const rows = preview.map((pair) => {
        const row = document.createElement("tr");
        for (const text of pair) row.insertCell().textContent = text;
        return row;
      });
      dialog.querySelector("[data-paste-rows]").replaceChildren(...rows);
      dialog.returnValue = "";
      dialog.addEventListener("close", () => done(dialog.returnValue === "convert"), { once: true });
      dialog.showModal();
    });
  dialog.addEventListener("click", ({ target }) => target.value && dialog.close(target.value));

  // Return { html, report } as the person wants it.
  const converted = async (html) => {
    const answer = await ask(html);
    if (!answer.legacy || (await choose(answer.legacy.preview))) return answer;
    const kept = await ask(html, true);
    return { html: kept.html, report: [{ kind: "legacy", message: words.kept }, ...kept.report] };
  };

  // --- Pictures ----------------------------------------------------------------------------------------------------

  const upload = async (file) => {
    const name = file.name || words.screenshot;
    const lost = (why) => ({ html: "", line: { kind: "lost", message: fill(words.lost, { name, why }) } });
    if (!words.upload) return lost(words.noUpload);
    const form = new FormData();
    form.append("file", file, file.name || "anh.png");
    try {
      const answer = await fetch(words.upload, { method: "POST", headers: { "X-CSRFToken": token() }, body: form });
      const data = await answer.json();
      const known = data.known?.is_taken_down ? null : data.known; // the same file is there already
      const photo = data.url ? data : known;
      if (!photo) return lost(data.error || words.uploadFailed);
      const encode = CKEDITOR.tools.htmlEncodeAttr;
      const image = `<img src="${encode(photo.url)}" alt="${encode(photo.alt || "")}">`;
      const html = `<figure class="figure">${image}<figcaption></figcaption></figure>`;
      return { html, line: { kind: "pictures", message: fill(words.taken, { name }) } };
    } catch {
      return lost(words.uploadFailed);
    }
  };

  // --- Paste -------------------------------------------------------------------------------------------------------

  const LONE_PICTURE = /^[^<]*(?:<(?!img\b)[^>]*>\s*)*<img\b[^>]*>(?:\s*<[^>]*>)*\s*$/i;

  const insert = (html, ranges) => {
    editor.focus();
    try {
      if (ranges.length) editor.getSelection().selectRanges(ranges);
    } catch {
      // what was selected is no longer there: the text goes where the caret is now
    }
    editor.fire("saveSnapshot");
    editor.insertHtml(html);
    editor.fire("saveSnapshot");
  };

  const pasteText = async ({ html, ranges, alone }) => {
    try {
      const answer = await converted(html);
      insert(answer.html, ranges);
      say(answer.report.length ? answer.report : [{ kind: "clean", message: words.clean }]);
    } catch (error) {
      if (error.why) say([{ kind: "lost", message: error.why }]); // it was read, and can't be taken
      else alone();
    }
  };

  const pasteFiles = async ({ pictures, ranges }) => {
    const results = [];
    for (const file of pictures) results.push(await upload(file));
    const html = results.map((result) => result.html).join("");
    if (html) insert(html, ranges);
    say(results.map((result) => result.line));
  };

  // A picture copied from a page comes as a file, too; of words copied from a spreadsheet the file is but a likeness.
  const paste = (taken) => {
    const isPicture = taken.pictures.length && (!taken.html || LONE_PICTURE.test(taken.html));
    return isPicture ? pasteFiles(taken) : pasteText(taken);
  };

  // --- The button: what is selected, or else the whole text ----------------------------------------------------------

  const convert = async () => {
    const selected = editor.getSelectedHtml(true) || "";
    const ranges = editor.getSelection()?.getRanges() || [];
    try {
      const answer = await ask(selected || editor.getData());
      if (!answer.legacy) return say([{ kind: "clean", message: words.none }]);
      if (!(await choose(answer.legacy.preview))) return say([{ kind: "legacy", message: words.kept }]);
      if (selected) insert(answer.html, ranges);
      else editor.setData(answer.html);
      say(answer.report.filter(({ kind }) => kind === "legacy"));
    } catch (error) {
      say([{ kind: "lost", message: error.why || words.away }]);
    }
  };

  return { paste, convert };
}
