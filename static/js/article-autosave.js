"use strict";
// Loses no word. What is typed goes to the server within two seconds as this person's unsaved text, and into this
// browser at once, where it stays until the server has acknowledged that very text. Also says who else is here.
// It only ever reads the fields: an input method may be at work in them.
{
  const form = document.querySelector("[data-article-form]");
  if (form) keep(form, document.querySelector("[data-desk]").dataset);

  function keep(form, words) {
    const COPY_AFTER = 250;
    const SEND_AFTER = 700; // the last key
    const SEND_WITHIN = 1500; // the first key that the server doesn’t have, while typing goes on: two seconds on a slow line
    const CHECK_EVERY = 3000;
    const SIGN_EVERY = 10_000;
    const ASK_AGAIN_EVERY = 5000;
    const PATIENCE = 20_000;
    const MOST_AT_LEAVING = 60_000; // bytes that a browser sends for a page that is gone
    const NO_WORDS = ["csrfmiddlewaretoken", "form", "key"];
    const BASIS = ["opened", "seen", "known", "merges"];

    const store = copies(`portal:text:${form.dataset.user}:`);
    const { autosave, presence, user } = form.dataset;
    const { body } = form.elements;
    const bar = form.querySelector("[data-rescue]");
    const token = form.elements.csrfmiddlewaretoken;
    const key = () => form.elements.key.value;

    // --- What stands in the form ---
    const editor = () => window.CKEDITOR?.instances[body.id];
    // The editor leaves an empty style behind where it showed or hid something: that is no change of the text.
    const html = () => (editor()?.status === "ready" ? editor().getData().replaceAll(' style=""', "") : body.value);
    const read = () => {
      const data = new FormData(form);
      data.set("body", html());
      const fields = [...data].filter(([name]) => !NO_WORDS.includes(name));
      return { fields, text: JSON.stringify(fields.filter(([name]) => !BASIS.includes(name))) };
    };

    const begun = read().fields; // before anybody could type, but with the text as the server wrote it
    let opened = null; // the text that was opened, as the editor gives it back
    let acknowledged = null; // the text that the server has
    let isAhead = Boolean(form.querySelector("[data-unsaved]")); // there are words that no version holds
    const isSafe = (text) => text === acknowledged;

    // --- Saying how it stands ---
    const states = document.querySelectorAll("[data-save-state]");
    let shown = "";
    let savedAt = "";
    const say = (name, values = {}) => {
      const sentence = fill(words[name], values);
      if (sentence === shown) return;
      shown = sentence;
      const isRoutine = ["idle", "saving", "saved", "ahead"].includes(name);
      for (const state of states) {
        // Read aloud when something is wrong, not every two seconds.
        if (state.role === "status") state.ariaLive = isRoutine ? "off" : "polite";
        state.dataset.saveState = name;
        state.textContent = sentence;
        if (name === "loggedOut") state.append(" ", link(words.login, words.loginWord));
      }
    };
    const sayWell = () => say(savedAt ? "saved" : isAhead ? "ahead" : "idle", { at: savedAt });
    const link = (href, text) => {
      const element = document.createElement("a");
      Object.assign(element, { href, textContent: text, target: "_blank", rel: "noopener" });
      return element;
    };

    // --- To the server ---
    let timer = 0;
    let due = 0; // when the oldest key that the server doesn't have must be there
    let sending = null; // the AbortController of what is under way
    let failures = 0;
    let tryAgainAt = 0;
    let trouble = ""; // why nothing is sent now: "loggedOut", "otherAccount", "refused", "gone", "tooLarge"
    let left = 0; // when the form was sent
    let checkedAt = 0;
    let mustCheck = false;

    const changed = () => {
      if (opened === null) return; // the editor isn't there yet; what is typed until then is seen when it comes
      if (left && Date.now() - left > 3000) left = 0; // sent, but the page stayed
      if (left) return;
      if (!trouble && !failures) say("saving"); // not "no changes", now that there are some
      due ||= Date.now() + SEND_WITHIN;
      copyTimer ||= setTimeout(copy, COPY_AFTER);
      plan(Math.min(SEND_AFTER, due - Date.now()));
    };
    const plan = (wait) => {
      clearTimeout(timer);
      if (!sending && !trouble) timer = setTimeout(send, Math.max(0, wait, tryAgainAt - Date.now()));
    };

    async function send({ isLeaving = false } = {}) {
      clearTimeout(timer);
      if (sending || trouble || left || opened === null) return;
      const { fields, text } = read();
      due = 0;
      const isNew = !isSafe(text);
      mustCheck ||= isNew;
      const wantsCheck = mustCheck && !isLeaving && Date.now() - checkedAt >= CHECK_EVERY;
      if (!isNew && !wantsCheck) {
        sayWell();
        if (mustCheck) plan(checkedAt + CHECK_EVERY - Date.now());
        return;
      }
      if (isNew) say("saving");
      const data = signed({ unsaved: "1", form: form.elements.form.value }, fields);
      if (wantsCheck) data.set("checks", "1");
      const call = new AbortController();
      sending = call;
      const answer = await post(autosave, data, call, isLeaving && new Blob([text]).size < MOST_AT_LEAVING);
      if (sending === call) sending = null;
      if (answer.state === "aborted") return;
      if (answer.state === "saved") {
        failures = tryAgainAt = 0;
        acknowledged = text;
        isAhead = true;
        savedAt = answer.at;
        copy();
        sayWell();
        around(answer);
        if (answer.checks !== undefined) showChecks(answer);
      } else if (answer.state === "closed") {
        form.elements.form.value = randomName(); // saved or dropped elsewhere, but somebody goes on typing here
        plan(0);
        return;
      } else if (!(await understand(answer))) {
        return;
      }
      if (!isSafe(read().text)) plan(due ? Math.min(SEND_AFTER, due - Date.now()) : SEND_AFTER);
      else if (mustCheck) plan(checkedAt + CHECK_EVERY - Date.now());
    }

    // What every question carries.
    const signed = (values, fields = []) => {
      const data = new FormData();
      for (const [name, value] of fields) data.append(name, value);
      const basis = Object.fromEntries(BASIS.map((name) => [name, form.elements[name]?.value ?? ""]));
      const all = { csrfmiddlewaretoken: token.value, key: key(), ...basis, ...values };
      for (const [name, value] of Object.entries(all)) data.set(name, value);
      return data;
    };
    const post = async (address, data, call = new AbortController(), keepalive = false) => {
      let isTooSlow = false;
      const patience = setTimeout(() => call.abort((isTooSlow = true)), PATIENCE);
      try {
        const response = await fetch(address, { method: "POST", body: data, keepalive, signal: call.signal });
        const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
        return { ...answer, code: response.status };
      } catch {
        return { state: call.signal.aborted && !isTooSlow ? "aborted" : "lost" };
      } finally {
        clearTimeout(patience);
      }
    };

    // Return whether another attempt makes sense at once.
    async function understand(answer) {
      if (answer.code === 401) return stop("loggedOut");
      if (answer.code === 404) return stop("gone");
      if (answer.code === 413) return stop("tooLarge");
      if (answer.code === 403) {
        // A login in another tab has changed the token; another account may have logged in there.
        if (answer.state === "refused") return stop("refused");
        waitLonger();
        return resume();
      }
      waitLonger();
      say(copy() ? "lost" : "lostHere");
      plan(0);
      return false;
    }
    const waitLonger = () => {
      failures += 1;
      tryAgainAt = Date.now() + Math.min(15, 2 ** failures) * 1000;
    };
    const stop = (name) => {
      trouble = name;
      copy();
      say(name);
      return false;
    };
    async function resume() {
      const answer = await fetch(autosave)
        .then(async (response) => ({ ...(await response.json()), code: response.status }))
        .catch(() => ({ state: "lost" }));
      if (answer.code === 401) return stop("loggedOut");
      if (answer.code === 403) return stop("refused");
      if (answer.code !== 200) return understand({});
      if (String(answer.user) !== user) return stop("otherAccount");
      token.value = answer.token;
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = answer.token;
      if (trouble) {
        trouble = "";
        sayWell();
        changed();
      }
      return true;
    }
    const tryAgain = () => {
      if (["loggedOut", "otherAccount"].includes(trouble)) resume();
      else if (failures) {
        tryAgainAt = 0;
        plan(0);
      }
    };

    // --- Who else is here ---
    const list = form.querySelector("[data-presence-list]");
    let heardAt = 0;
    let status = null;
    const giveSign = async () => {
      if (!presence || trouble || left) return;
      heardAt = Date.now();
      const answer = await post(presence, signed({ unsaved: isAhead ? "1" : "" }));
      if (answer.code === 200) around(answer);
      else if (answer.code === 401) stop("loggedOut");
    };
    const around = (answer) => {
      heardAt = Date.now();
      if (!answer.others) return showAround(answer.elsewhere ? [[words.elsewhere]] : []);
      status ??= answer.status;
      const lines = answer.others.map((other) => [fill(other.unsaved ? words.hereUnsaved : words.here, other)]);
      if (answer.elsewhere) lines.push([words.elsewhere]);
      if (answer.newest) {
        const sentence = fill(answer.newest.own ? words.newestOwn : words.newest, answer.newest);
        lines.push([sentence, answer.newest.compare]);
      }
      if (answer.status !== status) lines.push([fill(words.status, answer)]);
      showAround(lines);
    };
    const showAround = (lines) => {
      const before = list.dataset.lines || "";
      const now = JSON.stringify(lines);
      if (now === before) return;
      list.dataset.lines = now;
      list.replaceChildren(
        ...lines.map(([sentence, address]) => {
          const line = document.createElement("span");
          line.append(sentence);
          if (address) line.append(" ", link(address, words.compare));
          return line;
        }),
      );
    };

    // --- The check beside the form ---
    const panel = form.querySelector("[data-checks-panel]");
    const showChecks = ({ checks }) => {
      checkedAt = Date.now();
      mustCheck = false;
      const fresh = document.createElement("div");
      fresh.innerHTML = checks;
      if (fresh.innerHTML === panel.innerHTML) return;
      const index = [...panel.querySelectorAll("a")].indexOf(document.activeElement);
      panel.replaceChildren(...fresh.childNodes);
      if (index >= 0) ([...panel.querySelectorAll("a")].at(index) || panel).focus();
    };

    // --- In this browser ---
    let copyTimer = 0;
    // Return whether all that stands in the form is safe, here or on the server.
    const copy = (extra = {}) => {
      clearTimeout(copyTimer);
      copyTimer = 0;
      if (opened === null) return true;
      const { fields, text } = read();
      if (isSafe(text) && !extra.isSent) return store.settle(key());
      const picture = form.querySelector("[data-cover-picture]");
      const photo = { id: form.elements.cover.value, small: picture?.src, alt: picture?.alt };
      return store.put(key(), { text, fields, photo, known: form.elements.known.value, ...extra });
    };

    const offer = () => {
      const found = store.offered()[0];
      if (bar) bar.hidden = !found;
      if (!found || !bar) return;
      const isOlder = Number(found.copy.known) < Number(form.elements.known.value);
      const sentence = fill(words.offer, { at: moment(found.copy.at), title: titleOf(found.copy) || words.untitled });
      bar.querySelector("[data-rescue-words]").textContent = sentence + (isOlder ? ` ${words.offerOlder}` : "");
      bar.querySelector("[data-rescue-take]").onclick = () => take(found);
      bar.querySelector("[data-rescue-drop]").onclick = () => {
        store.remove(found.name);
        form.elements.title.focus();
        offer();
      };
    };
    const titleOf = (copied) => copied.fields.find(([name]) => name === "title")?.[1];
    const take = (found) => {
      putBack(found.copy);
      form.elements.key.value = found.key; // of a new article: it goes on under the name it began with
      store.hold(found.key);
      store.remove(found.name);
      copy();
      changed();
      form.elements.title.focus();
      offer();
    };
    const putBack = ({ fields, photo }) => {
      const values = {};
      for (const [name, value] of fields) (values[name] ??= []).push(value);
      const add = form.querySelector("[data-bylines] [data-add]");
      const rows = () => form.querySelectorAll("[name=bylines-name]").length;
      while (add && rows() < (values["bylines-name"]?.length || 0)) add.click();
      for (const element of form.elements) {
        if (!element.name || element.name.startsWith("attachments-") || NO_WORDS.includes(element.name) || /submit|button/.test(element.type)) continue;
        if (element.type === "checkbox") {
          element.checked = Boolean(values[element.name]?.includes(element.value));
          continue;
        }
        const value = values[element.name]?.shift();
        if (element === body && editor()) editor().setData(value ?? "");
        else element.value = value ?? "";
      }
      const keys = values["attachments-key"] || [];
      const documents = keys.map((id, index) => ({ id, title: values["attachments-title"]?.[index] ?? "" }));
      form.querySelector("[data-attachments]")?.dispatchEvent(new CustomEvent("documents", { detail: documents }));
      const known = photo?.id && photo.small ? photo : null;
      form.querySelector("[data-cover]")?.dispatchEvent(new CustomEvent("photo", { detail: known }));
    };

    // --- When the editor is there ---
    const begin = () => {
      if (opened !== null) return;
      const written = html();
      const fields = begun.map(([name, value]) => [name, name === "body" ? written : value]);
      opened = JSON.stringify(fields.filter(([name]) => !BASIS.includes(name)));
      // A form that came back with errors shows words that nobody has kept yet.
      acknowledged = form.querySelector("[data-errors]") ? null : opened;
      sayWell();
      store.begin(key(), { isSaved: form.dataset.saved === "1", shown: opened, others: !presence && !isAhead }).then(offer);
      form.addEventListener("input", changed);
      form.addEventListener("editor:change", changed);
      if (!isSafe(read().text)) changed();
      setTimeout(giveSign, 500);
    };
    if (body.dataset.editor) form.addEventListener("editor:ready", begin);
    else begin();
    setTimeout(begin, 8000); // an editor that never comes must not keep words from being kept

    setInterval(() => {
      if (Date.now() - heardAt >= SIGN_EVERY) giveSign();
    }, 1000);
    setInterval(() => document.visibilityState === "visible" && trouble && tryAgain(), ASK_AGAIN_EVERY);
    window.addEventListener("online", tryAgain);
    window.addEventListener("focus", tryAgain);

    // --- At the end ---
    const flush = () => {
      if (opened === null || left || isSafe(read().text)) return;
      copy();
      sending?.abort();
      sending = null;
      send({ isLeaving: true });
    };
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") return flush();
      tryAgain();
      giveSign();
    });
    window.addEventListener("pagehide", flush);
    window.addEventListener("beforeunload", (event) => {
      if (opened === null || left || isSafe(read().text)) return;
      flush();
      event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      // Kept until a page says that it was saved: after a lost session the login page would swallow what was sent.
      copy({ isSent: true });
      store.noteSent(key());
      left = Date.now();
      clearTimeout(timer);
      sending?.abort();
    });
    window.addEventListener("pageshow", () => (left = 0));
  }

  // The copies of one person in this browser: the one being written under its key, and those of before, not decided
  // on yet, under its key with the time behind it.
  function copies(prefix) {
    const ALL = "portal:text:";
    const SENT = "portal:sent";
    const DAYS = 30;
    const get = (name) => {
      try {
        return JSON.parse(localStorage.getItem(name));
      } catch {
        return null;
      }
    };
    // A full or forbidden store must not keep anybody from writing.
    const trying = (act, otherwise = null) => {
      try {
        return act();
      } catch {
        return otherwise;
      }
    };
    const names = () => trying(() => Object.keys(localStorage), []);
    const remove = (name) => trying(() => localStorage.removeItem(name));
    const write = (name, copy) => trying(() => localStorage.setItem(name, JSON.stringify(copy)) ?? true, false);
    const keyOf = (name) => name.slice(prefix.length).split("~")[0];
    const isAlike = (one, other) => squeeze(one) === squeeze(other);
    const hold = (key) => navigator.locks?.request(prefix + key, { mode: "shared" }, () => new Promise(() => {}));
    let scope = () => false;

    return {
      put: (key, copy) => write(prefix + key, { ...copy, at: Date.now() }),
      settle(key) {
        remove(prefix + key);
        return true;
      },
      remove,
      hold,
      noteSent: (key) => trying(() => sessionStorage.setItem(SENT, prefix + key)),

      // At the start: away with what is saved, what stands in the form anyway and what is old; the rest is laid aside
      // under its time, since the next key would write over it.
      async begin(key, { isSaved, shown, others }) {
        const sent = trying(() => sessionStorage.getItem(SENT));
        if (isSaved && sent && get(sent)?.isSent) remove(sent);
        trying(() => sessionStorage.removeItem(SENT));
        for (const name of names().filter((name) => name.startsWith(ALL))) {
          if (!(Date.now() - get(name)?.at < DAYS * 24 * 3600 * 1000)) remove(name);
        }
        // A new article that is being written in another tab is that tab's affair.
        const held = (await navigator.locks?.query())?.held.map((lock) => lock.name) || [];
        scope = (name) => name.startsWith(prefix) && (keyOf(name) === key || (others && keyOf(name).startsWith("n")));
        for (const name of names().filter(scope)) {
          if (held.includes(prefix + keyOf(name))) continue;
          const copy = get(name);
          if (keyOf(name) === key && isAlike(copy.text, shown)) remove(name);
          else if (!name.includes("~") && write(`${name}~${copy.at}`, copy)) remove(name);
        }
        hold(key);
      },
      offered: () =>
        names()
          .filter((name) => scope(name) && name.includes("~"))
          .map((name) => ({ name, key: keyOf(name), copy: get(name) }))
          .filter(({ copy }) => copy)
          .sort((one, other) => other.copy.at - one.copy.at),
    };
  }

  // The server writes a text's markup in its own way; that alone is no difference.
  function squeeze(text) {
    return text.replace(/(\\[nrt]|\s)+/g, " ").replace(/> </g, "><");
  }

  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
  }

  function moment(at) {
    const time = new Date(at);
    const clock = time.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    return `${clock} ${time.toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric" })}`;
  }

  function randomName() {
    return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
