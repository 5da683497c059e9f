// Sets accessible names that Wagtail's form lacks: of rich text areas from the label above them, of
// table cells from their column and row.
(() => {
  const nameOfArea = (area) => {
    const field = area.closest("[data-contentpath]");
    const panel = area.closest(".w-panel");
    const label = field?.querySelector("label") ?? panel?.querySelector("[data-panel-heading-text]");
    return label?.textContent.replace("*", "").trim();
  };
  const nameOfCell = (cell) => {
    const [, row, column] = cell.name.match(/-cell-(\d+)-(\d+)/) ?? [];
    const block = cell.closest(".typed-table-block");
    const heading = block?.querySelector(`[name$="-column-${column}-heading"]`)?.value;
    return `${heading || Number(column) + 1}, ${Number(row) + 1}`;
  };
  const nameAll = (selector, nameOf) => {
    for (const element of document.querySelectorAll(`${selector}:not([aria-label])`)) {
      const name = nameOf(element);
      if (name) element.setAttribute("aria-label", name);
    }
  };
  const watch = () => {
    nameAll("[role=textbox][contenteditable]", nameOfArea);
    nameAll(".typed-table-block input[name*='-cell-']", nameOfCell);
  };
  new MutationObserver(watch).observe(document.documentElement, { childList: true, subtree: true });
})();
