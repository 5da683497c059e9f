// What is offered while somebody types in a search box? An ARIA combobox: list, manual selection.
(() => {
  "use strict";

  const SHORTEST = 2;
  const PAUSE = 150; // milliseconds without a key

  const enhance = (input) => {
    const known = new Map();
    const list = document.createElement("ul");
    const said = document.createElement("div");
    let asking = null;
    let timer = 0;
    let active = -1;

    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestionsLabel);
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    input.after(list, said);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);

    const activate = (place) => {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = place;
      const option = list.children[active];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };

    const open = (isOpen) => {
      activate(-1);
      list.hidden = !isOpen;
      input.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) said.textContent = "";
    };

    const stop = () => {
      clearTimeout(timer);
      asking?.abort();
      asking = null;
    };

    const close = () => {
      stop();
      open(false);
    };

    const follow = (option) => {
      const url = new URL(option.dataset.url, location.href);
      if (url.origin === location.origin) location.assign(url);
    };

    const part = (name, text) => {
      const element = document.createElement("span");
      element.className = `suggestions__${name}`;
      element.textContent = text;
      return element;
    };

    const show = (answer) => {
      list.replaceChildren(
        ...answer.suggestions.map((one, place) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${place}`;
          option.dataset.url = one.url;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.append(part("text", one.text), " ", part("kind", one.kind));
          return option;
        }),
      );
      open(answer.suggestions.length > 0);
      said.textContent = answer.said;
    };

    const ask = async () => {
      const line = input.value.trim();
      if (line.length < SHORTEST || document.activeElement !== input) return;
      if (known.has(line)) return show(known.get(line));
      const mine = (asking = new AbortController());
      try {
        const url = `${input.dataset.suggestions}?${new URLSearchParams({ q: line })}`;
        const response = await fetch(url, { signal: mine.signal, credentials: "omit" });
        if (!response.ok) throw new Error(response.statusText);
        const answer = await response.json();
        known.set(line, answer);
        if (asking === mine) show(answer);
      } catch {
        // Asked in vain, so what is still offered is for other words; or no longer asked at all.
        if (asking === mine) open(false);
      }
    };

    // Also while a word is being composed: keyboards of phones compose all of them.
    input.addEventListener("input", () => {
      stop();
      activate(-1);
      if (input.value.trim().length < SHORTEST) return open(false);
      timer = setTimeout(ask, PAUSE);
    });

    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const count = list.children.length;
      const isOpen = !list.hidden;
      const act = {
        ArrowDown: () => {
          if (!isOpen && count) open(true);
          if (count && !event.altKey) activate((active + 1) % count);
        },
        ArrowUp: () => {
          if (event.altKey) return open(false);
          if (!isOpen && count) open(true);
          if (count) activate(active > 0 ? active - 1 : count - 1);
        },
        Enter: () => follow(list.children[active]),
        Escape: () => (isOpen ? close() : (input.value = "")),
      }[event.key];
      if (event.key === "Enter" && (!isOpen || active < 0)) return stop();
      if (act) {
        event.preventDefault();
        act();
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
        activate(-1); // The cursor moves in what was typed.
      }
    });

    // The box keeps the focus while a suggestion is pressed.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) follow(option);
    });
    input.addEventListener("blur", close);
  };

  for (const input of document.querySelectorAll("input[data-suggestions]")) enhance(input);
})();
