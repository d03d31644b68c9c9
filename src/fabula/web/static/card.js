// The card beside the text: who a word means or who says a line.

import { address, data, page } from "./book.js";

const painted = new CSSStyleSheet();
document.adoptedStyleSheets.push(painted);

/** The character whose mentions n and p go through. */
export const selected = { id: null, offsets: null };

/** Show all mentions of a character, wherever sections are fetched later. */
export function select(id) {
  selected.id = id;
  selected.offsets = null;
  const mine = id === null ? "" : `[data-e="${CSS.escape(id)}"]`;
  painted.replaceSync(mine && `.m${mine} { background: color-mix(in srgb, var(--who, gray) 20%, transparent); text-decoration: underline 2px var(--who); }`);
  document.dispatchEvent(new CustomEvent("fabula:select", { detail: { character: id } }));
}

/** Where the selected character is mentioned, in text order. */
export async function mentionsOfSelected() {
  if (selected.id === null) return [];
  selected.offsets ??= (await data(`cast/${encodeURIComponent(selected.id)}`)).places.offsets;
  return selected.offsets;
}

export class Card {
  constructor(panel) {
    this.panel = panel;
    this.from = null;
    this.url = null;
  }

  /** Open the card for something clicked: a mention, a line or a name in the margin. */
  open(element) {
    this.from = element.closest(".by") ?? null;
    const path = element.dataset.m !== undefined ? `mentions/${element.dataset.m}` : `quotes/${element.dataset.q}`;
    return this.show(address(path));
  }

  async show(url) {
    this.waiting?.abort();
    this.waiting = new AbortController();
    this.url = url;
    let card;
    try {
      card = (await page(url, this.waiting.signal)).querySelector(".card");
    } catch (error) {
      if (error.name === "AbortError") return;
      card = document.createElement("p");
      card.textContent = "Nothing is known about this any more.";
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "Close";
    close.addEventListener("click", () => this.close());
    this.panel.replaceChildren(close, document.adoptNode(card));
    this.panel.hidden = false;
    this.panel.scrollTop = 0;
    document.body.classList.add("has-card");
    if (this.from) this.panel.focus();
    if (card.dataset.who) select(card.dataset.who);
  }

  /** Show the same card again, after a correction. */
  again() {
    if (!this.panel.hidden && this.url) this.show(address(this.url.pathname.split("/").slice(3).join("/")));
  }

  close() {
    this.panel.hidden = true;
    this.panel.replaceChildren();
    document.body.classList.remove("has-card");
    this.from?.focus();
    select(null);
  }
}
