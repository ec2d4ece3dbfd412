"use strict";
// The twin of articles/text.py slugify: Django's own script has no đ and drops stacked marks.
const slugify = (text, length = 80) => {
  const plain = text.normalize("NFC").toLowerCase().replace(/[đð]/g, "d").normalize("NFKD").replace(/\p{M}/gu, "");
  const slug = (plain.match(/[a-z0-9]+/g) || []).join("-");
  if (slug.length <= length) return slug;
  const cut = slug.slice(0, length + 1);
  const end = cut.lastIndexOf("-");
  return end > 0 ? cut.slice(0, end) : slug.slice(0, length);
};

for (const slug of document.querySelectorAll("[data-slug-from]")) {
  const source = document.getElementById(slug.dataset.slugFrom);
  if (!source) continue;
  // A slug that somebody set by hand stays; one that follows its source goes on following it.
  let follows = slug.value === "" || slug.value === slugify(source.value);
  source.addEventListener("input", () => {
    if (follows) slug.value = slugify(source.value);
  });
  slug.addEventListener("input", () => {
    follows = slug.value === "";
  });
  slug.addEventListener("change", () => {
    slug.value = slugify(slug.value || source.value);
  });
}
