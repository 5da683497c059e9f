// Gives each rich text area of the form the name that stands above it; Wagtail leaves them unnamed.
(() => {
  const nameOf = (area) => {
    const field = area.closest("[data-contentpath]");
    const panel = area.closest(".w-panel");
    const label = field?.querySelector("label") ?? panel?.querySelector("[data-panel-heading-text]");
    return label?.textContent.replace("*", "").trim();
  };
  const nameAll = () => {
    for (const area of document.querySelectorAll("[role=textbox][contenteditable]:not([aria-label])")) {
      const name = nameOf(area);
      if (name) area.setAttribute("aria-label", name);
    }
  };
  new MutationObserver(nameAll).observe(document.documentElement, { childList: true, subtree: true });
})();
