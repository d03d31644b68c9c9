// Ties the parts of the page together. Every page also works without this.

import { address, base, data, horizon, kept, page, say } from "./book.js";
import { Card, mentionsOfSelected, selected } from "./card.js";
import { listen } from "./correct.js";
import { keys, next, previous } from "./keys.js";
import { Reader } from "./reader.js";
import { search } from "./search.js";
import { settings, toggleLayers } from "./settings.js";

const main = document.querySelector("main[data-text]");
const reader = main ? new Reader(main) : null;
const panel = document.getElementById("panel");
const card = panel ? new Card(panel) : null;
const help = document.getElementById("help");
const find = document.getElementById("search");
const openSearch = find ? search(find) : null;
let cursor = null; // the mention n and p are at
let scenes = null;

if (help) settings(help);
if (base) listen(base, changed);
if (document.querySelector("figure.chart")) {
  const { mount } = await import("./charts/charts.js");
  mount(document);
  const offset = Number(kept("place") ?? 0);
  document.dispatchEvent(new CustomEvent("fabula:position", { detail: { offset } }));
}

/** The book was corrected: show it as it is now. */
async function changed() {
  selected.offsets = null;
  scenes = null;
  if (!reader) {
    const from = await page(location.href).catch(() => null);
    if (from) document.querySelector("main").replaceChildren(...document.adoptNode(from.querySelector("main")).childNodes);
    else location.assign(address("cast"));
    return;
  }
  await reader.refresh();
  card.again();
}

/** Where the reader is now, though the page may have moved just before; or was last on another page. */
function place() {
  reader?.locate();
  return reader ? reader.position : Number(kept("place") ?? 0);
}

function toggleHorizon() {
  const on = horizon() === null;
  const url = reader ? new URL(`${base}/at/${place()}`, location.origin) : new URL(location.href);
  if (on) url.searchParams.set("at", place());
  else url.searchParams.delete("at");
  location.assign(url);
}

async function step(direction) {
  const offsets = await mentionsOfSelected();
  if (!offsets.length) {
    say("Click a character first.");
    return;
  }
  const offset = direction(offsets, cursor ?? reader.position);
  if (offset === null) say("There are no more.");
  else {
    cursor = offset;
    await reader.go(offset);
    say(`${offsets.indexOf(offset) + 1} of ${offsets.length}`);
  }
}

async function turn(direction) {
  scenes ??= (await data("scenes")).scenes.map((scene) => scene.start);
  const offset = direction(scenes, reader.position);
  if (offset !== null) await reader.go(offset);
}

document.addEventListener("click", (event) => {
  const action = event.target.closest("[data-do]")?.dataset.do;
  if (action === "search") openSearch();
  else if (action === "help") help.showModal();
  else if (action === "close") help.close();
  else if (action === "horizon") toggleHorizon();
  if (event.target.nodeName === "DIALOG") event.target.close(); // a click beside it
});

if (reader) {
  const title = document.getElementById("where-title");
  const share = document.getElementById("where-share");
  const whole = reader.sections.at(-1).end;
  reader.onMove((offset) => {
    title.textContent = reader.sectionAt(offset).title ?? "";
    share.textContent = `${Math.round((100 * offset) / whole)} %`;
  });

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[data-at]");
    if (link) {
      event.preventDefault();
      find.close();
      cursor = Number(link.dataset.at);
      reader.go(cursor, Number(link.dataset.end ?? cursor));
      return;
    }
    const found = event.target.closest(".page .m, .page .q, .page .by");
    if (!found || !getSelection().isCollapsed) return;
    event.preventDefault();
    if (found.dataset.m !== undefined) cursor = parseInt(found.dataset.m, 10);
    if (found.dataset.q !== undefined || found.dataset.m !== undefined) card.open(found);
  });

  // links away know the place reached by reading
  document.querySelector(".top").addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || horizon() === null) return;
    const url = new URL(link.href);
    url.searchParams.set("at", horizon());
    link.href = url;
  });
} else {
  const text = document.querySelector(".top a[data-view='text']");
  if (text && kept("place") !== null) text.href = address(`at/${kept("place")}`);
}

keys({
  "?": () => (help ? help.showModal() : false),
  "/": () => (openSearch ? openSearch() : false),
  a: () => (base ? toggleHorizon() : false),
  u: toggleLayers,
  Escape: () => (card && !panel.hidden ? card.close() : false),
  ...(reader && {
    j: () => turn(next),
    k: () => turn(previous),
    n: () => step(next),
    p: () => step(previous),
    Enter: (event) => {
      const here = main.querySelector(".here");
      if (!here || event.target.closest("a, button, summary")) return false;
      card.open(here);
    },
  }),
});
