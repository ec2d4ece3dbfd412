"use strict";
// Hands the chosen photo back to the window that asked: to the editor's dialog by its number, else as a message (for
// the main photo, and for the picture button of the editor). The list follows what is typed, is walked through with
// the arrow keys, and takes in photos that are dropped or pasted.
{
  const picker = document.querySelector("[data-picker-window]");
  const words = picker.dataset;
  const room = picker.querySelector(".picker-room");
  const status = picker.querySelector("[data-status]");
  const list = () => picker.querySelector("[data-photos]");
  const tiles = () => [...list().querySelectorAll("button[data-id]")];

  // --- Handing over ---
  const hand = (button) => {
    if (!window.opener) return;
    const { id, url, small, alt, caption, credit, width, height } = button.dataset;
    const photo = { id, url, small, alt, caption, credit, width, height };
    const number = Number(list().dataset.function);
    if (number && window.opener.CKEDITOR) {
      window.opener.CKEDITOR.tools.callFunction(number, photo.url, function () {
        const dialog = this.getDialog();
        const field = dialog.getContentElement("info", "alt");
        if (field && !field.getValue()) field.setValue(photo.alt);
        const hasCaption = dialog.getContentElement("info", "hasCaption");
        if (hasCaption && (photo.caption || photo.credit)) hasCaption.setValue(true);
        // The newsroom plugin writes it under the picture once the dialog has closed.
        dialog.getParentEditor().config.chosenPhoto = photo;
      });
    } else {
      window.opener.postMessage({ photo }, location.origin);
    }
    window.close();
  };

  // --- A description is asked for before the photo is used ---
  const dialog = picker.querySelector("[data-alt-dialog]");
  const altForm = dialog.querySelector("[data-alt-form]");
  const typed = dialog.querySelector("#alt-typed");
  const wrong = dialog.querySelector("[data-alt-wrong]");
  let chosen = null;

  const choose = (button) => {
    if (button.dataset.alt || button.dataset.describable === undefined) return hand(button);
    chosen = button;
    typed.value = wrong.textContent = "";
    dialog.querySelector("[data-alt-picture]").src = button.dataset.small;
    dialog.showModal();
    typed.focus();
  };
  const describe = async () => {
    const alt = typed.value.trim();
    if (!alt) return typed.focus();
    const { id } = chosen.dataset;
    const data = new FormData(altForm);
    data.set("anh", id);
    data.set(`anh-${id}-alt`, alt);
    data.set(`anh-${id}-opened`, JSON.stringify({ alt: "" }));
    const answer = await fetch(location.pathname, { method: "POST", body: data, headers: { Accept: "application/json" } })
      .then((response) => response.json())
      .catch(() => ({ error: words.sayOffline }));
    if (!answer.photos?.length) return (wrong.textContent = answer.error ?? words.sayOffline);
    chosen.dataset.alt = answer.photos[0].alt;
    hand(chosen);
  };
  altForm.addEventListener("submit", (event) => {
    event.preventDefault();
    describe();
  });
  dialog.querySelector("[data-alt-skip]").addEventListener("click", () => hand(chosen));
  dialog.querySelector("[data-alt-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => chosen?.focus());

  // --- Keys: one tile of the grid is in the order of Tab, the arrows lead to the others ---
  const makeCurrent = (tile) => {
    for (const one of tiles()) one.tabIndex = one === tile ? 0 : -1;
  };
  const go = (tile) => {
    if (!tile) return;
    makeCurrent(tile);
    tile.focus();
  };
  const columns = () => {
    const places = tiles().map((tile) => tile.getBoundingClientRect().top);
    return places.filter((top) => Math.abs(top - places[0]) < 1).length || 1;
  };
  const MOVES = {
    ArrowRight: (index) => index + 1,
    ArrowLeft: (index) => index - 1,
    ArrowDown: (index) => index + columns(),
    ArrowUp: (index) => index - columns(),
    Home: () => 0,
    End: () => tiles().length - 1,
  };
  room.addEventListener("keydown", (event) => {
    const tile = event.target.closest("button[data-id]");
    if (!tile || !MOVES[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(tiles()[MOVES[event.key](tiles().indexOf(tile))]);
  });
  room.addEventListener("focusin", (event) => {
    if (event.target.matches("button[data-id]")) makeCurrent(event.target);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || dialog.open || event.target.value) return;
    if (window.opener) window.close();
  });

  // --- The list follows what is typed ---
  const search = picker.querySelector(".picker-search");
  let asked = 0;
  const load = async (address, isMore = false) => {
    const number = ++asked;
    const url = new URL(address, location);
    history.replaceState(null, "", isMore ? location.href : url);
    url.searchParams.set("manh", "1");
    const response = await fetch(url).catch(() => null);
    if (number !== asked) return; // somebody typed on
    if (response?.redirected) return location.reload(); // logged out meanwhile
    if (!response?.ok) return (status.textContent = words.sayOffline);
    const box = document.createElement("template");
    box.innerHTML = await response.text();
    if (number !== asked) return;
    const found = picker.querySelector("[data-found]");
    const fresh = box.content.querySelector("[data-found]");
    if (isMore) {
      const first = fresh.querySelector("button[data-id]");
      list().append(...fresh.querySelectorAll("[data-photos] > li"));
      found.querySelector(".library-more").replaceWith(fresh.querySelector(".library-more"));
      go(first);
    } else {
      found.replaceWith(fresh);
      makeCurrent(tiles()[0]);
    }
    status.textContent = fresh.dataset.said;
  };
  const ask = () => load(`?${new URLSearchParams([...new FormData(search)].filter(([, value]) => value))}`);
  let timer = 0;
  search.addEventListener("input", (event) => {
    if (event.isComposing) return; // an input method is at work; compositionend comes with the finished word
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
  search.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    go(tiles()[0]);
  });
  room.addEventListener("click", (event) => {
    const tile = event.target.closest("button[data-id]");
    if (tile) return choose(tile);
    const older = event.target.closest("[data-older]");
    if (!older || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load(older.href, true);
  });

  // --- Photos that come in here ---
  const form = picker.querySelector(".picker-upload");
  const drawn = (photo) => {
    const item = picker.querySelector("[data-tile]").content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    Object.assign(button.dataset, { id: photo.id, url: photo.url, small: photo.thumbnail, describable: "" });
    Object.assign(button.dataset, { alt: photo.alt, caption: photo.caption, credit: photo.credit });
    Object.assign(button.dataset, { width: photo.width, height: photo.height });
    item.querySelector("img").src = photo.thumbnail;
    item.querySelector("[data-words]").textContent = photo.alt || picker.querySelector("[data-no-description]").textContent;
    item.querySelector("[data-credit]").textContent = photo.credit;
    return item;
  };
  const place = (photo) => {
    list().querySelector(`button[data-id="${photo.id}"]`)?.closest("li").remove();
    const item = drawn(photo);
    list().prepend(item);
    picker.querySelector(".library-more [role=status]")?.remove(); // "no photo here yet"
    const isFree = !document.activeElement || document.activeElement === document.body || form.contains(document.activeElement);
    if (isFree || tiles().includes(document.activeElement)) go(item.querySelector("button"));
  };

  const takeIn = () => {
    const file = form.elements.file;
    const bar = form.querySelector("[data-progress]");
    const failed = form.querySelector("[data-failed]");
    let queue = null;
    let module = null;
    const lines = new Map();

    const begin = async () => {
      module ??= await import(words.uploadScript);
      queue ??= module.uploads({
        address: words.upload,
        token: form.elements.csrfmiddlewaretoken.value,
        mostMegabytes: Number(words.mostMegabytes),
        words,
        changed,
      });
    };
    const add = async (files, own) => {
      if (!files.length) return;
      await begin();
      queue.add(files, own);
    };
    const changed = (job) => {
      lines.get(job)?.remove();
      if (job.state === "done") place(job.photo);
      if (job.state === "failed") sayFailed(job);
      const { done, total } = queue.counts;
      bar.hidden = !queue.isBusy;
      bar.value = total ? Math.min(1, (done + (job.state === "sending" ? job.share ?? 0 : 0)) / total) : 0;
      const said = module.fill(words.sayCounted, { done, total });
      if (status.textContent !== said) status.textContent = said;
    };
    const sayFailed = (job) => {
      if (job.known && !job.known.is_taken_down) place(job.known);
      const line = Object.assign(document.createElement("li"), { textContent: `${job.file.name}: ${job.error} ` });
      if (job.canRetry) {
        const again = { type: "button", className: "quiet", textContent: words.sayRetry };
        const button = Object.assign(document.createElement("button"), again);
        button.addEventListener("click", () => queue.retry(job));
        line.append(button);
      }
      lines.set(job, line);
      failed.append(line);
    };

    // One file goes with the words beside it; of several each is described on its own, before it is used.
    file.multiple = true;
    form.querySelector("[data-drop-help]").hidden = false;
    file.addEventListener("change", () => {
      if (file.files.length < 2) return;
      const files = [...file.files];
      file.value = "";
      add(files, { credit: form.elements.credit.value });
    });
    const isFiles = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragover", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      picker.classList.add("is-dropping");
    });
    addEventListener("dragleave", (event) => event.relatedTarget || picker.classList.remove("is-dropping"));
    addEventListener("drop", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      picker.classList.remove("is-dropping");
      add([...event.dataTransfer.files]);
    });
    addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      add(files);
    });
    addEventListener("beforeunload", (event) => {
      if (queue?.isBusy) event.preventDefault();
    });
  };
  if (form) takeIn();

  // --- At the start ---
  picker.querySelector("[data-keys]").hidden = false;
  makeCurrent(tiles()[0]);
  // What was uploaded just now was uploaded to be used.
  const fresh = list().querySelector("[data-new]");
  const box = picker.querySelector("[data-upload-box]");
  if (box && matchMedia("(max-width: 48rem)").matches && !box.querySelector(".errorlist li")) box.open = false;
  if (fresh) hand(fresh);
  else if (!picker.querySelector(".errorlist li")) search.elements.q.focus();
}
