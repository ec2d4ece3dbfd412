// Reads an article aloud, sentence by sentence: engines cut long texts off, and a pause of theirs is not to be relied on.
// So a pause stops, and going on begins the sentence anew.
const BLOCKS = "h1, h2, h3, p, li, figcaption, caption, th, td";
const TEXTS = "h1, .article-lead, .body"; // of the article: no date, no tool, no caption twice
const LONGEST = 220; // characters
const MARK = "is-read-aloud";
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// A sentence, cut where it is too long for an engine: behind a comma, else behind a word.
function chunks(text) {
  const sentences = text.match(/[^.!?…]+(?:[.!?…](?!\s|$)[^.!?…]*)*[.!?…]*/g) ?? [];
  return sentences.flatMap((sentence) => {
    const cut = [];
    let rest = sentence.trim();
    while (rest.length > LONGEST) {
      const head = rest.slice(0, LONGEST);
      const end = Math.max(head.lastIndexOf(", "), head.lastIndexOf("; ")) + 1 || head.lastIndexOf(" ") || LONGEST;
      cut.push(rest.slice(0, end));
      rest = rest.slice(end).trim();
    }
    return [...cut, rest].filter(Boolean);
  });
}

// All that is to be said, in order: [element, words]. A text belongs to the nearest block around it.
function passages(article) {
  const blocks = new Map();
  for (const box of article.querySelectorAll(TEXTS)) {
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const block = element.closest(BLOCKS);
      if (!block || !article.contains(block) || element.closest(".visually-hidden")) continue;
      blocks.set(block, (blocks.get(block) ?? "") + walker.currentNode.data);
    }
  }
  return [...blocks].flatMap(([block, text]) => chunks(text.replace(/\s+/g, " ").trim()).map((words) => [block, words]));
}

let reader = null;

export function readAloud({ button, voice, say }) {
  reader ??= create(button, say);
  reader(voice);
}

function create(button, say) {
  const article = document.querySelector("[data-article]");
  const bar = article.querySelector("[data-aloud]");
  const [pause, rate] = [bar.querySelector("[data-pause]"), bar.querySelector("[data-rate]")];
  const words = { go: pause.textContent, on: pause.dataset.pause };
  let voice = null;
  let texts = [];
  let at = 0;
  let spoken = null; // the utterance under way; engines report the end of one that was called off, too

  const mark = (block) => {
    const before = article.querySelector(`.${MARK}`);
    if (before === block) return;
    before?.classList.remove(MARK);
    block?.classList.add(MARK);
    block?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  };
  const hush = () => {
    spoken = null;
    speechSynthesis.cancel();
  };
  const speak = () => {
    hush();
    if (at >= texts.length) return finish(bar.dataset.end);
    const [block, text] = texts[at];
    const utterance = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: Number(rate.value) });
    utterance.addEventListener("end", () => {
      if (spoken !== utterance) return;
      at += 1;
      speak();
    });
    utterance.addEventListener("error", () => { if (spoken === utterance) finish(); });
    spoken = utterance;
    pause.textContent = words.go;
    mark(block);
    speechSynthesis.speak(utterance);
  };
  const finish = (message) => {
    hush();
    mark(null);
    const hadFocus = bar.contains(document.activeElement);
    bar.hidden = true;
    if (hadFocus) button.focus();
    if (message) say(message);
  };

  pause.addEventListener("click", () => {
    if (!spoken) return speak();
    hush();
    pause.textContent = words.on;
  });
  bar.querySelector("[data-stop]").addEventListener("click", () => finish());
  rate.addEventListener("change", () => { if (spoken) speak(); });
  addEventListener("pagehide", () => finish());

  return (chosen) => {
    voice = chosen;
    texts = passages(article);
    at = 0;
    bar.hidden = false;
    pause.focus();
    speak();
  };
}
