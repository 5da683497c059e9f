// Marks and scrolls to the paragraph of the other language that belongs to the focused part of the form:
// the field or block of the same name or id, else the block at the same place.
(() => {
  const partsOf = (element) => {
    const parts = [];
    for (let at = element.closest("[data-contentpath]"); at; at = at.parentElement?.closest("[data-contentpath]")) {
      parts.push(at.dataset.contentpath);
    }
    return parts;
  };
  const isField = (part) => /^[a-z_]+$/.test(part);
  const paragraphsAtSamePlace = (column, element) => {
    const block = element.closest("[data-streamfield-child]");
    if (!block) return [];
    const place = [...block.parentElement.querySelectorAll(":scope > [data-streamfield-child]")].indexOf(block);
    const parts = [...new Set([...column.querySelectorAll("[data-part]")].map((p) => p.dataset.part))];
    const part = parts.filter((name) => !isField(name))[place];
    return part ? [...column.querySelectorAll(`[data-part="${CSS.escape(part)}"]`)] : [];
  };
  document.addEventListener("focusin", ({ target }) => {
    const column = document.querySelector("[data-newsroom-beside][open]");
    if (!column || column.contains(target) || !target.closest("form[data-edit-form]")) return;
    let found = [];
    for (const part of partsOf(target)) {
      found = [...column.querySelectorAll(`[data-part="${CSS.escape(part)}"]`)];
      if (found.length) break;
    }
    if (!found.length) found = paragraphsAtSamePlace(column, target);
    for (const paragraph of column.querySelectorAll("[data-part]")) {
      paragraph.classList.toggle("is-beside", found.includes(paragraph));
    }
    found[0]?.scrollIntoView({ block: "nearest" });
  });
})();
