"use strict";
// In the <head> and not deferred: the size of the text, kept on the reader's own device, is there before the first paint.
{
  const SIZES = ["small", "normal", "large", "larger", "largest"];
  const NORMAL = SIZES.indexOf("normal");
  const KEPT = "text-size";
  const root = document.documentElement;

  // A browser may refuse storage altogether; then the size lasts as long as the page.
  const storage = (ask) => {
    try {
      return ask(localStorage);
    } catch {
      return null;
    }
  };
  const sizeNow = () => Math.max(0, SIZES.indexOf(root.dataset.textSize ?? "normal"));
  const setSize = (index) => {
    if (index === NORMAL) delete root.dataset.textSize;
    else root.dataset.textSize = SIZES[index];
  };
  const kept = SIZES.indexOf(storage((all) => all.getItem(KEPT)));
  if (kept >= 0) setSize(kept);

  const say = (words) => { document.querySelector("[data-said]").textContent = words; };

  const textSizes = (box) => {
    const show = () => {
      for (const button of box.children) {
        const wanted = Number(button.dataset.step) && sizeNow() + Number(button.dataset.step);
        if (button.dataset.step === "0") button.ariaPressed = String(sizeNow() === NORMAL);
        else button.ariaDisabled = String(!SIZES[wanted]);
      }
    };
    box.addEventListener("click", (event) => {
      const step = event.target.closest("[data-step]")?.dataset.step;
      if (!step) return;
      const wanted = step === "0" ? NORMAL : Math.min(SIZES.length - 1, Math.max(0, sizeNow() + Number(step)));
      setSize(wanted);
      storage((all) => all.setItem(KEPT, SIZES[wanted]));
      show();
      say(box.dataset.sizes.replace("{n}", wanted + 1).replace("{total}", SIZES.length));
    });
    show();
  };

  const share = (box) => {
    const summary = box.querySelector("summary");
    const copy = box.querySelector("[data-copy]");
    const device = box.querySelector("[data-device]");
    const words = copy.textContent;
    const address = copy.dataset.copy;
    copy.parentElement.hidden = !navigator.clipboard; // only there where the connection is safe
    device.hidden = !navigator.share;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(address);
      copy.textContent = copy.dataset.done;
      say(copy.dataset.done);
      setTimeout(() => { copy.textContent = words; }, 4000);
    });
    device.firstElementChild.addEventListener("click", () => {
      const title = document.querySelector("h1").textContent;
      navigator.share({ title, url: address }).catch(() => {}); // called off by the reader
    });
    document.addEventListener("click", (event) => { if (!box.contains(event.target)) box.open = false; });
    box.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) box.open = false;
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.open) return;
      box.open = false;
      summary.focus();
    });
  };

  // A voice that sits on the device: others would send the text to somebody's server. Voices may come late.
  const vietnamese = () =>
    speechSynthesis.getVoices().find((voice) => voice.localService === true && /^vi\b/i.test(voice.lang.replace("_", "-")));
  const listening = (button) => {
    if (!window.speechSynthesis) return;
    const look = () => { button.hidden = !vietnamese(); };
    speechSynthesis.addEventListener?.("voiceschanged", look);
    look();
    button.addEventListener("click", async () => {
      const { readAloud } = await import(button.dataset.listen);
      readAloud({ button, voice: vietnamese(), say });
    });
  };

  // Counts one view once the article is really seen: not while a browser loads it ahead, nor in a tab never opened.
  const counting = (article) => {
    const count = () => {
      if (document.prerendering || document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", count);
      document.removeEventListener("prerenderingchange", count);
      navigator.sendBeacon(article.dataset.viewsUrl);
    };
    document.addEventListener("visibilitychange", count);
    document.addEventListener("prerenderingchange", count);
    count();
  };

  // Photos further down may not have been fetched yet; paper would stay white there.
  const printing = (control) => control.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a link opens elsewhere
    event.preventDefault();
    const late = [...document.images].filter((image) => image.loading === "lazy" && !image.complete);
    for (const image of late) image.loading = "eager";
    const enough = new Promise((resolve) => { setTimeout(resolve, 3000); });
    if (late.length) await Promise.race([Promise.allSettled(late.map((image) => image.decode())), enough]);
    window.print();
  });

  const begin = () => {
    const each = (selector, start) => document.querySelectorAll(selector).forEach(start);
    each("[data-views-url]", counting);
    each("[data-sizes]", textSizes);
    each("[data-share]", share);
    each("[data-listen]", listening);
    each("[data-print], [data-prints]", printing);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
