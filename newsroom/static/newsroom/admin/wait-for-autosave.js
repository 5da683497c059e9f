// Lets Publish wait while Wagtail saves the draft by itself. Both would make the new page, and the
// second be told that its address is taken.
(() => {
  const LONGEST = 30_000; // as long as Wagtail shows a pressed button as busy
  let isSaving = false;
  let isSent = false;
  let pressed = null;

  const send = () => {
    const { form, button } = pressed;
    pressed = null;
    if (!button) return form.requestSubmit();
    // Wagtail switched the button off when it was pressed; a form leaves such a button out.
    button.disabled = false;
    form.requestSubmit(button);
    setTimeout(() => (button.disabled = true));
  };
  const release = () => {
    const { button } = pressed;
    pressed = null;
    if (button) button.dataset.wProgressLoadingValue = "false";
  };

  document.addEventListener("w-autosave:save", (event) => {
    if (isSent) event.preventDefault();
    else isSaving = true;
  });
  document.addEventListener("w-autosave:success", () => {
    isSaving = false;
    if (!pressed) return;
    isSent = true;
    setTimeout(send);
  });
  document.addEventListener("w-autosave:error", ({ detail }) => {
    isSaving = false;
    if (!pressed) return;
    // What is wrong in the form is told by the answer to it; all else Wagtail has told by now.
    if (detail.type === "validation_error") setTimeout(send);
    else release();
  });
  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("[data-edit-form]")) return;
      if (isSaving) {
        event.preventDefault();
        event.stopImmediatePropagation();
        pressed = { form: event.target, button: event.submitter };
        return;
      }
      isSent = true;
      setTimeout(() => (isSent = false), LONGEST);
    },
    true,
  );
  window.addEventListener("pageshow", () => (isSent = false));
})();
