// A button that copies what stands in a field: [data-copy] names the field, [data-copied] is said once it is done.
const status = document.querySelector("[data-copy-status]");

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    // Without HTTPS there is no clipboard; the words are selected, for the keys that copy.
    await navigator.clipboard?.writeText(field.value);
    if (navigator.clipboard && status) status.textContent = button.dataset.copied;
  });
}
