// The text as one long page, of which only the sections near the eye are there.

import { address, horizon, keep, page, setHorizon } from "./book.js";
import { bring, light, LINE, paragraphAt, startOf } from "./place.js";

const NEAR = "150% 0px"; // how far ahead sections are fetched
const KEPT = 7; // sections in the page; beyond them the farthest are emptied

export class Reader {
  constructor(main) {
    this.main = main;
    this.sections = JSON.parse(document.getElementById("sections").textContent);
    this.first = Number(main.dataset.first);
    this.pages = new Map();
    this.fetches = new Map();
    this.position = 0;
    this.listeners = [];
    document.body.classList.add("paged");
    this.build();
    this.watch();
  }

  /** Call back with the offset the reader is at, when it changes. */
  onMove(listener) {
    this.listeners.push(listener);
  }

  /** Put an empty section of about the right height in place of every other one. */
  build() {
    const own = this.main.querySelector(".page");
    const size = (section) => section.end - section.start;
    const mine = this.sections[this.first - 1];
    this.ratio = own.offsetHeight / Math.max(size(mine), 1);
    const before = document.createDocumentFragment();
    const after = document.createDocumentFragment();
    for (const section of this.sections) {
      let place = own;
      if (section.number !== this.first) {
        place = document.createElement("section");
        place.id = `s${section.number}`;
        place.className = "page hollow";
        place.style.height = `${Math.round(size(section) * this.ratio) + 40}px`;
        (section.number < this.first ? before : after).append(place);
      }
      this.pages.set(section.number, place);
    }
    const top = own.getBoundingClientRect().top;
    own.before(before);
    own.after(after);
    const target = document.getElementById(location.hash.slice(1));
    if (target?.matches("[id^='o']")) bring(target, startOf(target));
    else window.scrollBy(0, own.getBoundingClientRect().top - top);
    document.querySelector(".page mark")?.scrollIntoView({ block: "center" });
  }

  watch() {
    this.near = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) this.fill(this.numberOf(entry.target));
      },
      { rootMargin: NEAR },
    );
    for (const place of this.pages.values()) this.near.observe(place);
    let asked = false;
    const move = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        this.locate();
      });
    };
    addEventListener("scroll", move, { passive: true });
    addEventListener("resize", move, { passive: true });
    move();
  }

  numberOf(place) {
    return Number(place.id.slice(1));
  }

  sectionAt(offset) {
    let low = 0;
    let high = this.sections.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.sections[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return this.sections[low];
  }

  /** Fetch a section into its place; what the eye rests on does not move. */
  fill(number) {
    const place = this.pages.get(number);
    if (!place?.classList.contains("hollow")) return Promise.resolve(place);
    if (!this.fetches.has(number)) {
      const fetched = page(address(`text/${number}`))
        .then((from) => {
          const content = from.querySelector(".page");
          this.put(place, content);
          return place;
        })
        .finally(() => this.fetches.delete(number));
      this.fetches.set(number, fetched);
    }
    return this.fetches.get(number);
  }

  put(place, content) {
    const before = place.getBoundingClientRect();
    place.replaceChildren(...document.adoptNode(content).childNodes);
    for (const { name, value } of content.attributes) if (name !== "class") place.setAttribute(name, value);
    place.classList.remove("hollow");
    place.style.height = "";
    const grown = place.offsetHeight - before.height;
    if (before.bottom <= 0) window.scrollBy(0, grown);
    else if (before.top < 0) window.scrollBy(0, (-before.top / before.height) * grown);
    this.trim();
  }

  /** Empty the sections farthest away, keeping their height. */
  trim() {
    const here = this.sectionAt(this.position).number;
    const full = [...this.pages].filter(([, place]) => !place.classList.contains("hollow"));
    full.sort(([a], [b]) => Math.abs(b - here) - Math.abs(a - here));
    for (const [number, place] of full.slice(0, Math.max(full.length - KEPT, 0))) {
      if (Math.abs(number - here) < 2) continue;
      place.style.height = `${place.offsetHeight}px`;
      place.classList.add("hollow");
      place.replaceChildren();
    }
  }

  /** Fetch again what is there, because something in it was corrected. */
  async refresh() {
    const there = [...this.pages].filter(([, place]) => !place.classList.contains("hollow"));
    await Promise.all(
      there.map(async ([number, place]) => {
        const from = await page(address(`text/${number}`));
        this.put(place, from.querySelector(".page"));
      }),
    );
  }

  /** Find the paragraph the eye is at. */
  locate() {
    const middle = document.elementsFromPoint(this.main.getBoundingClientRect().left + this.main.clientWidth / 2, innerHeight * LINE);
    const paragraph = middle.map((element) => element.closest(".page > [id^='o']")).find(Boolean);
    if (paragraph) this.arrive(startOf(paragraph));
  }

  /** The eye is at this paragraph: remember it, and say so in the address. */
  arrive(offset) {
    if (offset === this.position) return;
    this.position = offset;
    if (horizon() !== null) setHorizon(this.position);
    for (const listener of this.listeners) listener(this.position);
    clearTimeout(this.noting);
    this.noting = setTimeout(() => this.note(), 400);
  }

  note() {
    keep("place", String(this.position));
    const url = address(`text/${this.sectionAt(this.position).number}`);
    url.hash = `o${this.position}`;
    history.replaceState(history.state, "", url);
  }

  /** Bring a place before the eye and light it up; offsets are code points. */
  async go(start, end = start) {
    const going = Symbol("going"); // whoever asks for another place meanwhile is heeded
    this.going = going;
    const section = this.sectionAt(start);
    const place = await this.fill(section.number);
    const paragraph = paragraphAt(place, start);
    if (!paragraph || this.going !== going) return;
    bring(paragraph, start, end);
    this.arrive(startOf(paragraph));
    // sections above may still grow into place
    await Promise.all([section.number - 1, section.number + 1].map((n) => this.fill(n)));
    if (this.going !== going) return;
    bring(paragraph, start, end);
    light(paragraph, start, end);
    for (const old of this.main.querySelectorAll(".here")) old.classList.remove("here");
    const mention = paragraph.querySelector(`[data-m^="${start}-"]`);
    mention?.classList.add("here");
    this.arrive(startOf(paragraph));
  }
}
