// What gets easier with a script? Nothing needs one: films play in place, addresses copy, pages print.
(() => {
  "use strict";

  const PLAYERS = ["https://www.youtube-nocookie.com/embed/", "https://player.vimeo.com/video/"];

  // Until the reader asks for a film, nothing is fetched from its host.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-player]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!PLAYERS.some((start) => link.dataset.player.startsWith(start))) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = link.dataset.player;
    frame.title = link.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    link.closest(".part-video__player").replaceChildren(frame);
    frame.focus();
  });

  // Buttons that only work with a script stay hidden without one.
  for (const button of document.querySelectorAll("button[data-action]")) {
    const act = {
      print: () => window.print(),
      copy: async () => {
        const field = document.getElementById(button.dataset.field);
        field.select();
        await navigator.clipboard.writeText(field.value);
        button.textContent = button.dataset.done;
      },
    }[button.dataset.action];
    if (!act || (button.dataset.action === "copy" && !navigator.clipboard)) continue;
    button.closest("[hidden]")?.removeAttribute("hidden");
    button.addEventListener("click", act);
  }

  // Escape closes the menu on a phone and hands the focus back.
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".site-menu[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
