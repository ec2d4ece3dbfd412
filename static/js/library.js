"use strict";
// The library under the fingers: photos are dropped anywhere on the page, come in beside one another while the words of
// the first are already being typed, and nothing under way is left behind unasked.
{
  const library = document.querySelector("[data-library]");
  const zone = library.querySelector("[data-drop-zone]");
  if (zone) takeIn(library, zone);
  for (const form of library.querySelectorAll("[data-words]")) helpWithWords(form);

  function takeIn(library, zone) {
    const words = library.dataset;
    const section = library.querySelector("[data-queue]");
    const list = section.querySelector("[data-queue-list]");
    const status = section.querySelector("[data-queue-status]");
    const title = section.querySelector("[data-queue-title]");
    const underWay = title.textContent;
    const fresh = library.querySelector("[data-fresh]");
    const rows = fresh.querySelector("[data-rows]");
    const items = new Map(); // job → what is drawn of it
    let queue = null;
    let module = null;
    let waiting = null; // the form that is to be sent once nothing is under way

    const begin = async () => {
      module ??= await import(words.uploadScript);
      queue ??= module.uploads({
        address: words.upload,
        token: zone.elements.csrfmiddlewaretoken.value,
        mostMegabytes: Number(words.mostMegabytes),
        words,
        extra: { row: 1 },
        changed: draw,
      });
    };
    const add = async (files) => {
      if (!files.length) return;
      await begin();
      section.hidden = false;
      queue.add(files);
    };

    // --- What is drawn of each ---
    const made = (name, values = {}) => Object.assign(document.createElement(name), values);
    const button = (text, name, act) => {
      const one = made("button", { type: "button", className: "quiet", textContent: text, ariaLabel: `${text}: ${name}` });
      one.addEventListener("click", act);
      return one;
    };
    const create = (job) => {
      const item = made("li", { className: "queue-item" });
      const name = made("b", { textContent: job.file.name });
      const bar = made("progress", { max: 1, ariaLabel: job.file.name });
      const state = made("span", { className: "queue-state" });
      const tools = made("span", { className: "queue-tools" });
      item.append(name, bar, state, tools);
      list.append(item);
      return { item, bar, state, tools };
    };
    const SAID = { waiting: words.sayWaiting, sending: words.saySending, working: words.sayWorking };

    function draw(job) {
      if (!items.has(job)) items.set(job, create(job));
      const { item, bar, state, tools } = items.get(job);
      const hadFocus = item.contains(document.activeElement);
      item.dataset.state = job.state;
      if (job.state === "done") {
        item.remove();
        show(job.photo);
      } else if (job.state === "cancelled") {
        item.remove();
      } else {
        bar.hidden = job.state === "failed";
        if (job.state === "working") bar.removeAttribute("value");
        else bar.value = job.share ?? 0;
        state.textContent = job.error || SAID[job.state];
        if (tools.dataset.for !== job.state) drawTools(job, tools);
      }
      if (hadFocus && !item.isConnected) (list.querySelector("button") ?? library.querySelector("#library-files")).focus();
      else if (hadFocus && !item.contains(document.activeElement)) item.querySelector("button, a")?.focus();
      tell();
    }
    const drawTools = (job, tools) => {
      const { name } = job.file;
      tools.dataset.for = job.state;
      tools.replaceChildren();
      if (job.known) {
        const link = made("a", { href: `${job.known.id}/change/`, target: "_blank", textContent: words.sayKnown });
        tools.append(link);
      }
      if (job.state === "failed" && job.canRetry) tools.append(button(words.sayRetry, name, () => queue.retry(job)));
      const isOver = job.state === "failed";
      tools.append(button(isOver ? words.sayDismiss : words.sayCancel, name, () => queue.cancel(job)));
    };
    // What is read aloud changes with each file that is done, not with each part of it.
    const tell = () => {
      const { done, total, failed } = queue.counts;
      const said = [module.fill(words.sayCounted, { done, total })];
      if (failed) said.push(module.fill(words.sayRefused, { count: failed }));
      if (rows.children.length >= Number(words.mostRows)) said.push(module.fill(words.sayRest, { count: words.mostRows }));
      if (status.textContent !== said.join(" ")) status.textContent = said.join(" ");
      title.textContent = queue.isBusy ? underWay : title.dataset.over;
      section.classList.toggle("is-over", !queue.isBusy && !failed);
      if (!queue.isBusy) countOn(done);
      if (!queue.isBusy) waiting?.requestSubmit();
    };
    // The number over the whole shelf, once for all: it is read aloud too.
    const countOn = (done) => {
      const shown = library.querySelector("[data-number]");
      if (!shown || !done) return;
      const count = Number(shown.dataset.number) + done;
      const said = module.fill(count === 1 ? words.sayOne : words.sayNumber, { count: count.toLocaleString("vi") });
      if (shown.textContent !== said) shown.textContent = said;
    };
    const show = (photo) => {
      if (rows.children.length >= Number(words.mostRows)) return;
      const box = made("template", { innerHTML: photo.row });
      rows.append(box.content);
      fresh.hidden = false;
      fresh.dispatchEvent(new Event("rows"));
    };

    // --- Where files come from ---
    const input = zone.querySelector("input[type=file]");
    for (const one of zone.querySelectorAll("[data-without-script]")) one.hidden = true;
    for (const one of zone.querySelectorAll("[data-with-script]")) one.hidden = false;
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      add(files);
    });
    const isFiles = (event) => event.dataTransfer?.types.includes("Files");
    let depth = 0; // the pointer goes from element to element inside the page
    const over = (change) => {
      depth = Math.max(0, depth + change);
      library.classList.toggle("is-dropping", depth > 0);
    };
    addEventListener("dragenter", (event) => isFiles(event) && over(1));
    addEventListener("dragleave", (event) => isFiles(event) && over(-1));
    addEventListener("dragover", (event) => isFiles(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      over(-depth);
      add([...event.dataTransfer.files]);
    });
    addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      add(files);
    });

    // --- Leaving ---
    addEventListener("beforeunload", (event) => {
      if (queue?.isBusy) event.preventDefault();
    });
    // The words of those that are here wait for the rest, or saving would break off what is under way.
    for (const form of library.querySelectorAll("[data-words]")) {
      form.addEventListener("submit", (event) => {
        if (!queue?.isBusy) return;
        event.preventDefault();
        waiting = form;
        form.querySelector("[data-words-status]").textContent = words.sayLater;
      });
    }
  }

  function helpWithWords(form) {
    const tools = form.querySelector("[data-same-credit]");
    if (!tools) return;
    const typed = tools.querySelector("input");
    const credits = () => [...form.querySelectorAll("input[name$='-credit']")];
    tools.hidden = false;
    tools.querySelector("button").addEventListener("click", () => {
      for (const credit of credits()) if (!credit.value.trim()) credit.value = typed.value;
    });
    typed.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault(); // Enter would save the whole list
      tools.querySelector("button").click();
    });
    let isTyped = false;
    form.addEventListener("input", () => (isTyped = true));
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) isTyped = false;
    });
    addEventListener("beforeunload", (event) => {
      if (isTyped) event.preventDefault();
    });
  }
}
