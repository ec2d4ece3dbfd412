// The look over an article before a step: what stands in its way, and what the step will do. The button that was
// pressed asks the server, which draws the dialog; the dialog's own button takes the step.
export async function ask(form, dialog, button) {
  if (dialog.open || button.ariaBusy === "true") return;
  const data = new FormData(form);
  const editor = window.CKEDITOR?.instances[form.elements.body.id];
  if (editor) data.set("body", editor.getData());
  data.set(button.name, button.value);
  data.set("step", button.name.slice(1));
  button.ariaBusy = "true";
  const answer = await fetch(form.dataset.check, { method: "POST", body: data })
    .then(async (response) => ({ status: response.status, html: await response.text() }))
    .catch(() => ({ status: 0 }));
  button.ariaBusy = null;

  const content = dialog.querySelector("[data-check-content]");
  if (answer.status === 200) content.innerHTML = answer.html;
  else if (answer.status === 0 || answer.status === 401) {
    content.replaceChildren(dialog.querySelector(`[data-check-${answer.status ? "logged-out" : "lost"}]`).content.cloneNode(true));
  } else return form.requestSubmit(button); // the step as it is without scripts: the server checks it all again
  button.focus(); // where closing the dialog leads back to
  dialog.showModal();
  dialog.querySelector("[data-confirm]")?.focus();
}
