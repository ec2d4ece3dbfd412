"use strict";
// The twin of articles/text.py slugify: Django's own script has no đ and drops stacked marks.
const INVISIBLE =
  /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

const slugify = (text, length = 80) => {
  const folded = text.replace(INVISIBLE, "").normalize("NFC").toLowerCase().replace(/[đð]/g, "d").replace(/ß/g, "ss");
  const plain = folded.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase(); // again: "™" has just become "TM"
  const slug = (plain.match(/[a-z0-9]+/g) || []).join("-");
  if (slug.length <= length) return slug;
  const cut = slug.slice(0, length + 1);
  const end = cut.lastIndexOf("-");
  return end > 0 ? cut.slice(0, end) : slug.slice(0, length);
};

for (const slug of document.querySelectorAll("[data-slug-from]")) {
  const source = document.getElementById(slug.dataset.slugFrom);
  if (!source) continue;
  // A slug that somebody set by hand stays, and so does one that readers may know; others go on following their source.
  const isKept = "slugKept" in slug.dataset;
  let follows = slug.value === "" || (!isKept && slug.value === slugify(source.value));
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
