// Helps the comment form. In an article page, which is the same for everybody, the form lacks what is its reader's own:
// the token, the nonce and the captcha are fetched when somebody begins to write. Typed words are never stored in the
// browser: many share one.
const RETRY_AFTER = 8000; // a line that dropped must not leave a dead button; the nonce makes sending again harmless
const PAUSE = 1000; // after it a screen reader hears how many characters are left
// As articles/text.py takes out: controls, zero-width and direction marks, soft hyphen, byte-order mark.
const INVISIBLE = /[\0-\b\v-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

function lengthOf(text) {
  return [...text.replace(INVISIBLE, "").normalize("NFC").trim()].length;
}

function countIn(form) {
  const spoken = form.querySelector("[data-spoken]");
  let pause;

  function show(input) {
    const counter = document.getElementById(`${input.id}_helptext`);
    const left = input.dataset.count - lengthOf(input.value);
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    counter.classList.toggle("is-over", left < 0);
    return counter.textContent;
  }

  const counted = form.querySelectorAll("[data-count]");
  for (const input of counted) {
    input.addEventListener("input", () => {
      const words = show(input);
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = words; }, PAUSE);
    });
  }
  // Also after the browser has put back what was typed before.
  addEventListener("pageshow", () => counted.forEach(show));
}

function openWhenNeeded(form) {
  const field = (name) => form.elements.namedItem(name);
  const failure = form.querySelector("[data-failure]");
  const picture = form.querySelector("[data-picture]");
  const sound = form.querySelector("[data-sound]");
  const refresh = form.querySelector("[data-refresh]");
  // Who comes back from a page that the line dropped finds his words, but not the hidden fields: the nonce waits here.
  const sentBefore = history.state?.sentForm;
  let isOpen = form.dataset.commentForm === "open";
  let fetching = null;

  async function fetchFresh() {
    const response = await fetch(form.dataset.openUrl, { method: "POST" });
    if (!response.ok) throw new Error(`The form can't be opened: ${response.status}`);
    fill(await response.json());
  }

  function fill(fresh) {
    if (!field("csrfmiddlewaretoken")) {
      const token = Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken" });
      form.append(token);
    }
    field("csrfmiddlewaretoken").value = fresh.csrfmiddlewaretoken;
    // A form that was opened keeps its nonce: it is what makes its comment count once.
    if (!isOpen) field("form").value = sentBefore ?? fresh.form;
    isOpen = true;
    if (!picture) return;
    field("key").value = fresh.key;
    field("answer").value = "";
    picture.replaceChildren(Object.assign(new Image(), { src: fresh.image, alt: picture.dataset.alt }));
    // Only the address: the sound itself is fetched when somebody listens.
    sound.querySelector("audio").src = fresh.speech;
    sound.hidden = false;
  }

  // Returns whether it came; at most one is on its way.
  function fetchOnce() {
    fetching ??= fetchFresh()
      .then(() => true, () => false)
      .then((came) => {
        failure.hidden = came;
        fetching = null;
        return came;
      });
    return fetching;
  }

  if (isOpen && sentBefore && !field("solved").value) field("form").value = sentBefore;

  form.addEventListener("focusin", () => isOpen || fetchOnce());

  // The code had expired, or the line dropped while somebody pressed "play".
  sound?.querySelector("audio").setAttribute("controlslist", "nodownload noplaybackrate noremoteplayback");
  sound?.querySelector("audio").addEventListener("error", () => { failure.hidden = false; });

  refresh?.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!(await fetchOnce())) return;
    form.querySelector("[data-spoken]").textContent = refresh.dataset.done;
    field("answer").focus();
  });

  form.addEventListener("submit", async (event) => {
    if (isOpen) {
      history.replaceState({ sentForm: field("form").value }, "");
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await fetchOnce()) field("answer").focus();
  });
}

function sendOnce(form) {
  const button = form.querySelector("[data-send]");
  const words = button.textContent;
  let timer;

  function release() {
    clearTimeout(timer);
    button.disabled = false;
    button.textContent = words;
  }

  form.addEventListener("submit", (event) => {
    if (button.disabled) {
      event.preventDefault();
      return;
    }
    button.disabled = true;
    button.textContent = button.dataset.sending;
    timer = setTimeout(release, RETRY_AFTER);
  });
  addEventListener("pageshow", release); // the way back from the receipt may bring this very page out of memory
}

for (const form of document.querySelectorAll("[data-comment-form]")) {
  countIn(form);
  openWhenNeeded(form);
  sendOnce(form);
}
// Where a browser knows autofocus for input fields alone.
document.querySelector("[data-focus]")?.focus();
