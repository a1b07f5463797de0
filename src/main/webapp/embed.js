/**
 * The chat in a blog, in one line; docs/embedding.md tells the rest.
 *
 *   <script src="https://chat.example/embed.js" data-post="post-1" data-theme="auto" async></script>
 *
 * It defines the element <realtime-chat>, which shows the room of its `data-post` in a frame, and puts one where the
 * script stands or into `data-target`. The element follows its attributes and takes the frame with it when it goes.
 * What page and frame say to each other is in chat/frame-messages.js.
 */
(() => {
  "use strict";
  const NAME = "realtime-chat";
  const VERSION = 1;
  const PATIENCE_MS = 3000;
  const COUNTS_AT_ONCE = 50;
  const ADDRESS_MOST = 6000; // characters; a Hangul syllable in an id is nine
  const EVENTS = ["ready", "unread", "participants", "theme"];
  const TITLES = { ko: "게시물 토론방", en: "Talk about this post", ja: "この記事のチャット" };

  const script = document.currentScript ?? document.querySelector('script[src*="/embed.js"]');
  const base = new URL(".", script.src);
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const open = new Set();

  /** How the page looks: what <html> or <body> say by `data-theme` or a class, else the color-scheme, else the system. */
  function pageTheme() {
    for (const { dataset, classList } of [root, document.body ?? root]) {
      for (const word of [dataset.theme, ...classList]) {
        const theme = /^(?:theme-|mode-)?(dark|light)(?:-theme|-mode)?$/.exec(word)?.[1];
        if (theme) return theme;
      }
    }
    const own = getComputedStyle(root).colorScheme;
    const schemes = own === "normal" ? (document.querySelector('meta[name="color-scheme"]')?.content ?? "") : own;
    const dark = schemes.includes("dark");
    return (dark === schemes.includes("light") ? systemDark.matches : dark) ? "dark" : "light";
  }

  class RealtimeChat extends HTMLElement {
    static observedAttributes = ["post", "theme", "title", "lang", "height", "accent"].map((name) => `data-${name}`);
    #frame = null;
    #ready = false;
    #theme = "";
    #patience = 0;
    #nearby = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && this.#open(), { rootMargin: "100%" });

    connectedCallback() {
      // In a shadow the blog's styles for frames do not reach it, and a content policy cannot mistake its own for inline.
      if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style()];
      this.#size();
      if (this.dataset.loading === "lazy") this.#nearby.observe(this);
      else this.#open();
    }

    disconnectedCallback() {
      this.#nearby.disconnect();
      this.#close();
    }

    attributeChangedCallback(name, before, now) {
      if (before === now) return;
      if (name === "data-height") return this.#size();
      if (this.#frame === null) return;
      if (name === "data-theme") return this.follow();
      if (this.#ready && name === "data-title") {
        this.#frame.title = now || this.#frame.title;
        return this.#tell("title", { title: now ?? "" });
      }
      if (this.#ready && name === "data-accent") return this.#tell("accent", { accent: now ?? "" });
      if (this.#ready && name === "data-lang") return this.#tell("language", { language: now ?? "" });
      this.#close();
      this.#open();
    }

    /** Puts the cursor into the chat. */
    focus() {
      this.#frame?.focus({ preventScroll: true });
      this.#tell("focus");
    }

    /** Takes the chat out of the page. */
    destroy() {
      this.#tell("destroy");
      this.remove();
    }

    /** Gives the frame the theme that it should have now. */
    follow() {
      const asked = this.dataset.theme;
      const theme = asked === "light" || asked === "dark" ? asked : pageTheme();
      if (theme === this.#theme) return;
      this.#theme = theme;
      // Where frame and content differ in it, browsers paint a box behind the content.
      this.#frame.style.colorScheme = theme;
      this.#tell("theme", { theme });
    }

    #open() {
      this.#nearby.disconnect();
      this.#frame = document.createElement("iframe");
      this.#ready = false;
      this.#theme = "";
      open.add(this);
      this.follow();
      const { post = "", title, lang, accent } = this.dataset;
      const known = /^(?!\.{1,2}$)[\p{L}\p{M}\p{N}._~-]+$/u.test(post);
      if (!known) console.error(`${NAME}: data-post="${post}" may hold letters and digits of any script, . _ ~ - only`);
      const address = new URL(`room/${known ? encodeURIComponent(post) : ""}`, base); // without one: no such page
      const parameters = { theme: this.#theme, title, lang, accent, origin: location.origin };
      for (const [name, value] of Object.entries(parameters)) if (value) address.searchParams.set(name, value);
      this.#frame.title = title || [lang, ...navigator.languages, "ko"].map((tag) => TITLES[tag?.slice(0, 2)]).find(Boolean);
      this.#frame.className = "waiting";
      this.#frame.src = address;
      addEventListener("message", this.#hear);
      this.shadowRoot.replaceChildren(this.#frame);
      this.#patience = setTimeout(() => this.#reveal(), PATIENCE_MS);
    }

    #close() {
      clearTimeout(this.#patience);
      removeEventListener("message", this.#hear);
      open.delete(this);
      this.#frame?.remove();
      this.#frame = null;
    }

    #reveal() {
      this.#frame.className = "";
    }

    #size() {
      const { height = "" } = this.dataset;
      this.style.height = /^\d+$/.test(height) ? `${height}px` : height;
    }

    #hear = ({ source, origin, data }) => {
      if (source !== this.#frame?.contentWindow || origin !== base.origin) return;
      if (data?.channel !== NAME || data.v !== VERSION || !EVENTS.includes(data.type)) return;
      const { channel, v, type, ...detail } = data;
      if (type === "ready") {
        this.#ready = true;
        this.#frame.title = this.dataset.title || detail.title || this.#frame.title;
        this.#tell("theme", { theme: this.#theme });
        this.#reveal();
      }
      this.dispatchEvent(new CustomEvent(`chat-${type}`, { bubbles: true, detail }));
    };

    #tell(type, fields) {
      if (this.#ready) this.#frame?.contentWindow.postMessage({ channel: NAME, v: VERSION, type, ...fields }, base.origin);
    }
  }

  function style() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      ":host{display:block;height:520px}iframe{display:block;width:100%;height:100%;border:0}.waiting{visibility:hidden}",
    );
    return sheet;
  }

  /** Fills every `<span data-chat-count="{postId}">` with the number of messages in that room. */
  async function counts() {
    const places = [...document.querySelectorAll("[data-chat-count]")];
    const ids = [...new Set(places.map(({ dataset }) => dataset.chatCount))].filter(Boolean);
    for (let first = 0, next; first < ids.length; first = next) {
      const asked = (end) => new URL(`api/rooms/counts?ids=${ids.slice(first, end).map(encodeURIComponent)}`, base);
      next = Math.min(first + COUNTS_AT_ONCE, ids.length);
      while (next > first + 1 && asked(next).href.length > ADDRESS_MOST) next -= 1;
      try {
        const address = asked(next);
        const rooms = await (await fetch(address, { credentials: "omit" })).json();
        for (const place of places) place.textContent = rooms[place.dataset.chatCount]?.messages ?? place.textContent;
      } catch {
        // A blog without its numbers is a blog.
      }
    }
  }

  /** Puts the chat where the script asks for it, unless it stands there already. */
  function place() {
    const { target, ...wanted } = script.dataset;
    if (!wanted.post) return;
    const box = target && document.querySelector(target);
    if (target && !box) return console.error(`${NAME}: nothing in this page matches data-target="${target}"`);
    if (!box && document.head.contains(script)) return console.error(`${NAME}: a script in <head> needs a data-target`);
    const chats = [...(box || document).querySelectorAll(NAME)];
    const there = box ? chats[0] : chats.find(({ dataset }) => dataset.post === wanted.post);
    const chat = there ?? document.createElement(NAME);
    Object.assign(chat.dataset, wanted);
    script.style.display = "none"; // it may have kept the place free
    if (there) return;
    if (box) box.append(chat);
    else script.after(chat);
  }

  function whenParsed(action) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", action);
    else action();
  }

  if (!customElements.get(NAME)) {
    const changes = new MutationObserver(follow);
    function follow() {
      const attributes = true;
      changes.observe(root, { attributes, childList: true }); // a navigation may bring another <body>
      if (document.head) changes.observe(document.head, { attributes, childList: true, subtree: true });
      if (document.body) changes.observe(document.body, { attributes });
      for (const chat of open) chat.follow();
    }
    follow();
    systemDark.addEventListener("change", follow);
    customElements.define(NAME, RealtimeChat);
    window.realtimeChat = { counts };
  }
  if (script.dataset.target) whenParsed(place);
  else place();
  whenParsed(counts);
})();
