// The photos of an article one by one, large. Without this script each photo is a plain link to its large file.
const SWIPE = 50; // pixels
const gallery = document.querySelector("[data-gallery]");
const links = [...document.querySelectorAll("[data-article] a.photo")];
const part = (name) => gallery.querySelector(`[data-${name}]`);
let current = 0;
let began = null;

function show(number) {
  current = (number + links.length) % links.length;
  const link = links[current];
  const image = Object.assign(new Image(), { src: link.href, alt: link.querySelector("img").alt });
  part("stage").replaceChildren(image);
  const words = [...(link.closest("figure")?.querySelector("figcaption")?.childNodes ?? [])]; // the caption, the credit
  part("words").textContent = words.map((node) => node.textContent.replace(/^[\s·]+|[\s·]+$/g, "")).filter(Boolean).join(" · ");
  part("counter").textContent = `${current + 1}/${links.length}`;
}

const KEYS = {
  ArrowLeft: () => show(current - 1),
  ArrowRight: () => show(current + 1),
  Home: () => show(0),
  End: () => show(links.length - 1),
};

function start() {
  part("steps").hidden = links.length < 2;
  links.forEach((link, number) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the file itself, elsewhere
    event.preventDefault();
    show(number);
    gallery.showModal();
  }));
  gallery.addEventListener("click", (event) => {
    const go = event.target.closest("[data-go]");
    if (go) show(current + Number(go.dataset.go));
    // Also beside the photo, as people expect of what lies over a page.
    else if (event.target.closest("[data-close]") || event.target === gallery || event.target === part("stage")) gallery.close();
  });
  gallery.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  gallery.addEventListener("close", () => part("stage").replaceChildren());
  const stage = part("stage");
  stage.addEventListener("touchstart", (event) => {
    began = event.touches.length === 1 ? event.touches[0].clientX : null; // two fingers enlarge
  }, { passive: true });
  stage.addEventListener("touchend", (event) => {
    const way = began === null ? 0 : event.changedTouches[0].clientX - began;
    if (Math.abs(way) > SWIPE) show(current - Math.sign(way));
  });
}

if (gallery && links.length) start();
