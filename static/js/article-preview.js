// The page beside the form: drawn by the server from what stands in the form, shown in a frame where no script runs,
// and drawn anew a moment after each change. Only what differs is replaced, so that it neither jumps nor flickers.
const WAIT = 250;
const BESIDE = matchMedia("(min-width: 1100px)");

let view = null;

export function toggle(form, pane, button) {
  view ??= create(form, pane, button);
  if (pane.open) view.close();
  else view.open();
}

function create(form, pane, button) {
  const frame = pane.querySelector("[data-preview-frame]");
  const room = pane.querySelector("[data-preview-room]");
  const state = pane.querySelector("[data-preview-state]");
  const editor = () => window.CKEDITOR?.instances[form.elements.body.id];
  let timer = 0;
  let isAsking = false;
  let isStale = false;
  let cameFrom = null;

  form.append(pane);

  const refresh = async () => {
    if (!pane.open) return;
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    isStale = false;
    const data = new FormData(form);
    if (editor()) data.set("body", editor().getData());
    const html = await fetch(form.dataset.preview, { method: "POST", body: data })
      .then((response) => (response.ok ? response.text() : null))
      .catch(() => null);
    isAsking = false;
    state.hidden = html !== null;
    if (html !== null) show(html);
    if (isStale) refresh();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  };

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const one of fresh.querySelectorAll("script, link[rel=preload], link[rel=icon]")) one.remove();
    const shown = frame.contentDocument;
    if (shown?.querySelector("main")) patch(shown.body, shown.adoptNode(fresh.body));
    else frame.srcdoc = `<!doctype html>${fresh.documentElement.outerHTML}`;
  };
  frame.addEventListener("load", () => {
    // It shows how links look; where they lead is not for this frame.
    for (const name of ["click", "auxclick", "submit"]) {
      frame.contentDocument.addEventListener(name, (event) => event.preventDefault(), true);
    }
    frame.contentDocument.addEventListener("keydown", onKey);
    frame.contentDocument.querySelector(".preview-ribbon")?.scrollIntoView(); // past the site's head
  });

  const fit = () => {
    const width = Number(pane.querySelector("[data-preview-widths] [aria-pressed=true]").value);
    const scale = Math.min(1, room.clientWidth / width);
    frame.style.inlineSize = `${width}px`;
    frame.style.blockSize = `${room.clientHeight / scale}px`;
    frame.style.scale = String(scale);
  };
  new ResizeObserver(() => pane.open && fit()).observe(room);
  pane.querySelector("[data-preview-widths]").addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    for (const one of chosen.parentElement.children) one.setAttribute("aria-pressed", String(one === chosen));
    fit();
  });

  const onKey = (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest?.(".cke_dialog, dialog:modal") || !pane.open) return;
    event.preventDefault();
    close();
  };
  const lay = () => {
    const hadFocus = document.activeElement;
    if (pane.open) pane.close();
    form.classList.toggle("is-previewing", BESIDE.matches);
    document.body.classList.toggle("has-preview", BESIDE.matches);
    if (BESIDE.matches) pane.show();
    else pane.showModal();
    // A text that is being typed keeps the caret; a button that has gone hands it on.
    const keeps = BESIDE.matches && hadFocus?.checkVisibility() && hadFocus !== document.body;
    (keeps ? hadFocus : pane.querySelector("[data-preview-close]")).focus({ preventScroll: true });
    fit();
  };
  const relay = () => pane.open && lay();
  const open = () => {
    cameFrom = document.activeElement;
    button?.setAttribute("aria-expanded", "true");
    lay();
    form.addEventListener("input", later);
    form.addEventListener("editor:change", later);
    document.addEventListener("keydown", onKey);
    BESIDE.addEventListener("change", relay);
    refresh();
  };
  const close = () => {
    const hadFocus = pane.contains(document.activeElement);
    pane.close();
    form.classList.remove("is-previewing");
    document.body.classList.remove("has-preview");
    button?.setAttribute("aria-expanded", "false");
    form.removeEventListener("input", later);
    form.removeEventListener("editor:change", later);
    document.removeEventListener("keydown", onKey);
    BESIDE.removeEventListener("change", relay);
    if (hadFocus) (cameFrom?.isConnected && cameFrom !== document.body ? cameFrom : button)?.focus();
  };
  pane.querySelector("[data-preview-close]").addEventListener("click", close);
  pane.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  return { open, close };
}

// Make one element like another, keeping all that is alike already.
function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const isSameElement = old.nodeType === 1 && fresh.nodeType === 1 && old.cloneNode().isEqualNode(fresh.cloneNode());
  if (!isSameElement) return old.replaceWith(fresh);
  const olds = [...old.childNodes];
  const news = [...fresh.childNodes];
  // What is alike at the start and at the end stays; in between, one is made of the other as far as they go.
  let start = 0;
  while (start < olds.length && start < news.length && olds[start].isEqualNode(news[start])) start += 1;
  let end = 0;
  while (end < olds.length - start && end < news.length - start && olds.at(-1 - end).isEqualNode(news.at(-1 - end))) end += 1;
  const gone = olds.slice(start, olds.length - end);
  const come = news.slice(start, news.length - end);
  const after = olds[olds.length - end] ?? null;
  gone.forEach((node, index) => (index < come.length ? patch(node, come[index]) : node.remove()));
  for (const node of come.slice(gone.length)) old.insertBefore(node, after);
}
