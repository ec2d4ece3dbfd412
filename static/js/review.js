// On a leader's phone: a tap on a passage offers to leave a note on it. The list of passages in the form does the same.

// The Back button leads to no decision that has been taken: a page that was sent and kept is asked for anew.
let isSent = false;
addEventListener("submit", () => {
  isSent = true;
});
addEventListener("pageshow", (event) => event.persisted && isSent && location.reload());

const article = document.querySelector("[data-review]");
const form = document.querySelector("[data-note-form]");
const list = form?.elements.passage;

if (article && list) {
  const body = article.querySelector(".body");
  const known = new Set([...list.options].map((option) => option.value));
  const button = Object.assign(document.createElement("button"), { type: "button", className: "note-here" });
  button.textContent = article.dataset.noteLabel;
  let marked = null;

  const numberOf = (target) => {
    if (target.closest(".article-lead")) return { number: "0", block: target.closest(".article-lead") };
    const block = [...body.children].filter((child) => child !== button).findIndex((child) => child.contains(target));
    return { number: String(block + 1), block: [...body.children].filter((child) => child !== button)[block] };
  };

  const mark = (block) => {
    marked?.classList.remove("is-noted");
    marked = block ?? null;
    marked?.classList.add("is-noted");
  };

  article.addEventListener("click", (event) => {
    if (event.target.closest("a, button, summary")) return;
    const { number, block } = numberOf(event.target);
    if (!block || !known.has(number)) return;
    mark(block);
    button.dataset.number = number;
    block.after(button);
  });

  button.addEventListener("click", () => {
    list.value = button.dataset.number;
    button.remove();
    form.elements.text.focus();
    form.scrollIntoView({ block: "center" });
  });

  list.addEventListener("change", () => {
    const number = Number(list.value);
    mark(list.value === "" ? null : number === 0 ? article.querySelector(".article-lead") : body.children[number - 1]);
  });
}
