// Lets Publish wait for a running autosave. Otherwise both requests would create the new page, and the
// second would fail because its slug is in use.
(() => {
  const LONGEST = 30_000; // as long as Wagtail shows a pressed button as busy
  let isSaving = false;
  let isSent = false;
  let pressed = null;

  const send = () => {
    const { form, button } = pressed;
    pressed = null;
    if (!button) return form.requestSubmit();
    // Wagtail disables a pressed button, and a form omits disabled buttons.
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
    // The response shows errors in the form. Wagtail has reported all other errors already.
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
