"use strict";
// Hands the chosen photo back to the window that asked: to the editor's dialog by its number, else as a message.
const list = document.querySelector("[data-photos]");

const hand = (button) => {
  if (!window.opener) return;
  const photo = { ...button.dataset };
  const number = Number(list.dataset.function);
  if (number && window.opener.CKEDITOR) {
    window.opener.CKEDITOR.tools.callFunction(number, photo.url, function () {
      const dialog = this.getDialog();
      const alt = dialog.getContentElement("info", "alt");
      if (alt && !alt.getValue()) alt.setValue(photo.alt);
      const caption = dialog.getContentElement("info", "hasCaption");
      if (caption && (photo.caption || photo.credit)) caption.setValue(true);
      // The newsroom plugin writes it under the picture once the dialog has closed.
      dialog.getParentEditor().config.chosenPhoto = photo;
    });
  } else {
    window.opener.postMessage({ photo }, location.origin);
  }
  window.close();
};

list?.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-id]");
  if (button) hand(button);
});
// What was uploaded just now was uploaded to be used.
const fresh = list?.querySelector("[data-new]");
if (fresh) hand(fresh);
