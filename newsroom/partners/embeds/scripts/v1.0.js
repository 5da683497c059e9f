/* <lectern-statements>, version 1.0: an office's latest statements on any page. BSD-3-Clause licence.
   Asks the office's own API and nobody else; sets no cookie, keeps nothing, needs no inline style. */
(() => {
  "use strict";
  const NAME = "lectern-statements";
  if (customElements.get(NAME)) return;
  const HOME = document.currentScript?.src ? new URL(document.currentScript.src).origin : "";
  const PATIENCE = 15000; // milliseconds
  const MOST = 20;
  const WORDS = {
    en: {
      label: "Latest statements",
      loading: "Loading the latest statements…",
      empty: "There are no statements here yet.",
      failed: "The statements cannot be shown just now.",
      more: "Read more at",
      months: "January February March April May June July August September October November December",
    },
    cy: {
      label: "Datganiadau diweddaraf",
      loading: "Wrthi’n llwytho’r datganiadau diweddaraf…",
      empty: "Nid oes datganiadau yma eto.",
      failed: "Nid oes modd dangos y datganiadau ar hyn o bryd.",
      more: "Darllenwch ragor ar",
      months: "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
    },
  };

  // Without a theme everything is the page's own: its font, its colours, its background.
  const LIGHT = "--l-paper:#fdfcfa;--l-ink:#1c1b19;--l-muted:#57534d;--l-rule:#d8d3c9;color-scheme:light";
  const DARK = "--l-paper:#171614;--l-ink:#ece8e1;--l-muted:#b6b0a6;--l-rule:#3d3934;color-scheme:dark";
  const SHEET = new CSSStyleSheet();
  SHEET.replaceSync(`
    :host { display: block; line-height: 1.45; overflow-wrap: break-word; }
    :host([hidden]) { display: none; }
    :host(:is([theme="light"], [theme="auto"])) { ${LIGHT}; }
    :host([theme="dark"]) { ${DARK}; }
    @media (prefers-color-scheme: dark) { :host([theme="auto"]) { ${DARK}; } }
    :host(:is([theme="light"], [theme="dark"], [theme="auto"])) {
      background: var(--lectern-paper, var(--l-paper)); color: var(--lectern-ink, var(--l-ink)); padding: 1em 1.25em;
    }
    section { border-block-start: 3px solid var(--lectern-accent, currentColor); padding-block-start: .6em; }
    h2, h3, h4, h5, h6, p, ul { margin: 0; padding: 0; font-size: inherit; }
    [part="heading"] { font-size: 1.3em; line-height: 1.2; margin-block-end: .4em; }
    ul { list-style: none; }
    li { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 1em; padding-block: var(--lectern-gap, .75em); }
    li + li, [part="more"] { border-block-start: 1px solid var(--lectern-rule, var(--l-rule, color-mix(in srgb, currentColor 25%, transparent))); }
    li:has(img) { grid-template-columns: minmax(0, 1fr) clamp(4.5em, 28%, 10em); }
    [part="date"], [part="more"] { font-size: .875em; color: var(--lectern-muted, var(--l-muted, inherit)); }
    [part="title"] { font-weight: 600; line-height: 1.3; }
    [part="summary"] { margin-block-start: .25em; }
    [part="more"] { padding-block-start: .75em; }
    img { inline-size: 100%; block-size: auto; aspect-ratio: 3 / 2; object-fit: cover; }
    a { color: var(--lectern-link, inherit); text-decoration-thickness: .06em; text-underline-offset: .18em; }
    a:hover { text-decoration-thickness: .12em; }
    a:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
  `);

  // Words only ever become text, so nothing that an answer holds can become a tag.
  const make = (tag, part, children = [], properties = {}) => {
    const element = Object.assign(document.createElement(tag), properties);
    if (part) element.setAttribute("part", part);
    element.append(...children);
    return element;
  };

  const webAddress = (text) => {
    try {
      const url = new URL(text);
      return /^https?:$/.test(url.protocol) ? url.href : "";
    } catch {
      return "";
    }
  };

  const link = (text, url, part) => (url ? make("a", part, [text], { href: url }) : text);

  class LecternStatements extends HTMLElement {
    static observedAttributes = ["site", "language", "category", "topic", "count", "heading", "level", "summaries", "pictures"];
    #root = this.attachShadow({ mode: "open" });
    #asked = null;
    #due = false;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [SHEET];
    }

    connectedCallback() {
      this.#soon();
    }

    disconnectedCallback() {
      this.#asked?.abort();
      this.#asked = null;
    }

    attributeChangedCallback(name, before, after) {
      if (this.isConnected && before !== after) this.#soon();
    }

    /** Ask once for any number of attributes that change together. */
    #soon() {
      if (this.#due) return;
      this.#due = true;
      queueMicrotask(() => {
        this.#due = false;
        if (this.isConnected) this.#load();
      });
    }

    get #language() {
      const wanted = this.getAttribute("language") || this.closest("[lang]")?.lang || "en";
      return wanted.toLowerCase().split("-")[0] === "cy" ? "cy" : "en";
    }

    get #site() {
      const site = this.getAttribute("site") || HOME;
      return webAddress(site.includes("//") ? site : `https://${site}`).replace(/\/+$/, "");
    }

    #number(name, { least, most, usual }) {
      const number = Number.parseInt(this.getAttribute(name), 10);
      return Number.isNaN(number) ? usual : Math.min(most, Math.max(least, number));
    }

    get #address() {
      const wanted = ["title", "url", "date", "language"];
      if (this.hasAttribute("summaries")) wanted.push("summary");
      if (this.hasAttribute("pictures")) wanted.push("image");
      const question = new URLSearchParams({
        language: this.#language,
        limit: this.#number("count", { least: 1, most: MOST, usual: 5 }),
        fields: wanted.join(","),
      });
      for (const name of ["category", "topic"]) {
        if (this.getAttribute(name)) question.set(name, this.getAttribute(name));
      }
      return `${this.#site}/api/v1/statements/?${question}`;
    }

    async #load() {
      this.#asked?.abort();
      const asked = (this.#asked = new AbortController());
      if (!this.#root.childElementCount) this.#showOwn("loading");
      this.#root.firstElementChild.setAttribute("aria-busy", "true");
      const timer = setTimeout(() => asked.abort(), PATIENCE);
      try {
        const reply = await fetch(this.#address, { credentials: "omit", referrerPolicy: "no-referrer", signal: asked.signal });
        const answer = await reply.json();
        if (!reply.ok) throw new Error(answer.detail || `status ${reply.status}`);
        if (this.#asked !== asked) return;
        this.#show(answer.items);
        this.#tell("load", answer.items.length);
      } catch (error) {
        if (this.#asked !== asked) return; // another question has replaced this one
        this.#showOwn("failed");
        console.warn(`${NAME}: ${error.message}`);
        this.#tell("error", error.message);
      } finally {
        clearTimeout(timer);
      }
    }

    #tell(what, detail) {
      this.dispatchEvent(new CustomEvent(`lectern-${what}`, { bubbles: true, detail }));
    }

    /** Show what the page has put into the element, or a sentence where it has put nothing. */
    #showOwn(state) {
      const language = this.#language;
      const own = this.childElementCount || this.textContent.trim();
      const says = make("p", "status", [WORDS[language][state]], { lang: language });
      says.setAttribute("role", "status");
      const shown = own ? [make("slot")] : state === "failed" ? [says, this.#more()] : [says];
      this.#root.replaceChildren(make("div", "", shown));
    }

    #show(items) {
      const language = this.#language;
      const heading = this.getAttribute("heading");
      const level = this.#number("level", { least: 2, most: 5, usual: 2 });
      const section = make("section", "section", [], { lang: language });
      section.setAttribute("aria-label", heading || WORDS[language].label);
      if (heading) section.append(make(`h${level}`, "heading", [heading]));
      if (items.length) {
        const rows = items.map((item) => this.#item(item, `h${level + (heading ? 1 : 0)}`));
        const list = make("ul", "list", rows);
        list.setAttribute("role", "list"); // Safari forgets lists without bullets
        section.append(list);
      } else {
        section.append(make("p", "status", [WORDS[language].empty]));
      }
      section.append(this.#more());
      this.#root.replaceChildren(section);
    }

    #item(item, tag) {
      const [year, month, day] = item.date.split("-").map(Number);
      const months = WORDS[this.#language].months.split(" ");
      const when = make("time", "", [`${day} ${months[month - 1]} ${year}`], { dateTime: item.date });
      const lang = item.language;
      const words = make("div", "words", [
        make("p", "date", [when]),
        make(tag, "title", [link(item.title, webAddress(item.url), "link")], { lang }),
      ]);
      if (item.summary) words.append(make("p", "summary", [item.summary], { lang }));
      const row = make("li", "item", [words]);
      const picture = item.image?.sizes?.find((size) => size.media_type === "image/webp" && size.width >= 320) || item.image;
      const source = webAddress(picture?.url);
      if (source) {
        // Beside the title the picture says nothing new, so its alternative text is empty.
        const image = make("img", "picture", [], { alt: "", loading: "lazy", referrerPolicy: "no-referrer" });
        image.addEventListener("error", () => image.remove());
        image.src = source;
        row.append(image);
      }
      return row;
    }

    #more() {
      const language = this.#language;
      const home = webAddress(`${this.#site}${language === "cy" ? "/cy/" : "/"}`);
      const host = home && new URL(home).host;
      return make("p", "more", [`${WORDS[language].more} `, link(host, home, "link")], { lang: language });
    }
  }

  customElements.define(NAME, LecternStatements);
})();
