// The reader in a single file: everything is there, nothing is fetched.

import { keys, next, previous } from "./keys.js";
import { bring, light, LINE, paragraphAt, rangeIn, startOf } from "./place.js";
import { settings, toggleLayers } from "./settings.js";

const { people, others, quotes } = JSON.parse(document.getElementById("data").textContent);
const text = document.getElementById("text");
const panel = document.getElementById("panel");
const help = document.getElementById("help");
const find = document.getElementById("search");
const sections = [...text.querySelectorAll(".page")];
const NEAREST = 4; // other places shown on either side
const WEAK = 0.6; // speakers less sure than this are marked
const MOST = 60; // paragraphs found at once
const painted = new CSSStyleSheet();
let chosen = null; // the character n and p go through
let cursor = null; // the mention they are at
let limit = null; // the offset from which on nothing may show

document.adoptedStyleSheets.push(painted);
document.querySelector(".tools").hidden = false;
settings(help);

// ---------------------------------------------------------------------------- places

function sectionAt(offset) {
  return sections.findLast((section) => Number(section.dataset.start) <= offset) ?? sections[0];
}

/** The paragraph the eye is at. */
function position() {
  for (const element of document.elementsFromPoint(text.getBoundingClientRect().left + text.clientWidth / 2, innerHeight * LINE)) {
    const paragraph = element.closest(".page > [id^='o']");
    if (paragraph) return startOf(paragraph);
  }
  return 0;
}

function go(start, end = start) {
  const paragraph = paragraphAt(sectionAt(start), start);
  if (!paragraph) return;
  paragraph.scrollIntoView({ block: "center" }); // lays out what is near
  bring(paragraph, start, end);
  light(paragraph, start, end);
  for (const old of text.querySelectorAll(".here")) old.classList.remove("here");
  paragraph.querySelector(`[data-m^="${start}-"]`)?.classList.add("here");
}

/** The words of a paragraph, without the names in its margin. */
function words(paragraph) {
  return rangeIn(paragraph, startOf(paragraph), Infinity)?.toString() ?? "";
}

function spoken(id) {
  return text.querySelector(`.q[data-q="${CSS.escape(id)}"]`)?.textContent ?? "";
}

const startOfMention = (mention) => parseInt(mention.dataset.m, 10);

function mentionsOf(id) {
  const found = [...text.querySelectorAll(`.m[data-e="${CSS.escape(id)}"]`)];
  return limit === null ? found : found.filter((mention) => startOfMention(mention) < limit);
}

// -------------------------------------------------------------------- what is known here

/** What to call somebody at an offset, null before the first words. */
function nameAt(id, offset) {
  const who = people[id];
  if (!who) return others[id] ?? null;
  if (limit === null) return who.short;
  const known = who.aliases.filter(([name, start]) => start + [...name].length <= Math.max(offset, limit)).map(([name]) => name);
  if (known.includes(who.short)) return who.short;
  if (known.length) return known.reduce((a, b) => (b.length > a.length ? b : a));
  return who.first && who.first[0] <= Math.max(offset, limit) ? who.first[1] : null;
}

function label(by) {
  const [speaker, to, confidence] = quotes[by.dataset.q];
  const offset = startOf(by.closest("[id^='o']"));
  const end = offset + [...words(by.closest("[id^='o']"))].length;
  const name = speaker === null ? null : nameAt(speaker, end);
  by.className = name === null ? "by open" : `by hue-${people[speaker].hue}${confidence < WEAK ? " weak" : ""}`;
  by.replaceChildren(isolated(name ?? "?"));
  const heard = to.map((id) => nameAt(id, end)).filter((known) => known !== null);
  if (heard.length) by.append(element("span", "to", ` to ${heard.join(", ")}`));
}

function toggleHorizon() {
  limit = limit === null ? position() : null;
  document.querySelector("[data-do='horizon']").setAttribute("aria-pressed", String(limit !== null));
  close();
  for (const by of text.querySelectorAll(".by")) label(by);
  // drawn of the whole story: their shapes alone would tell
  for (const part of document.querySelectorAll(".chart-part, .top a[href^='#chart-']")) part.hidden = limit !== null;
  document.getElementById("withheld").hidden = limit === null;
  for (const item of document.querySelectorAll(".person[data-who]")) {
    const who = people[item.dataset.who];
    const name = nameAt(item.dataset.who, 0);
    item.hidden = name === null;
    item.querySelector(".who").replaceChildren(isolated(limit === null ? who.name : (name ?? "")));
    for (const rest of item.querySelectorAll(".muted, .names, .portrait")) rest.toggleAttribute("hidden", limit !== null);
  }
  say(limit === null ? "Everything is shown." : "What comes later is hidden.");
}

// ----------------------------------------------------------------------------- cards

function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
}

function isolated(name) {
  return element("bdi", "", name);
}

function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

function named(id, offset) {
  const name = id === null ? null : nameAt(id, offset);
  if (name === null) return element("span", "unknown", "nobody known");
  const full = limit === null && people[id] ? people[id].name : name;
  const made = element(people[id] ? "a" : "span", people[id] ? `who hue-${people[id].hue}` : "");
  if (people[id]) made.href = `#cast-${id}`;
  made.append(isolated(full));
  return made;
}

function sure(share) {
  const made = element("span", "sure");
  const meter = element("meter");
  meter.value = share;
  meter.setAttribute("aria-label", "certainty");
  made.append(meter, ` ${Math.round(share * 100)} %`);
  return made;
}

function passage(start, end, content) {
  const item = element("li");
  const link = element("a", "passage", content);
  link.href = `#o${start}`;
  link.dataset.at = start;
  link.dataset.end = end;
  item.append(link);
  return item;
}

function list(heading, items, className) {
  if (!items.length) return [];
  const made = element("ol", className);
  made.append(...items);
  return [element("h3", "", heading), made];
}

function quoteCard(id, offset) {
  const [speaker, to, confidence, why, candidates] = quotes[id];
  const head = element("h2");
  head.append(named(speaker, offset));
  if (to.length) head.append(" to ", ...to.flatMap((who) => [named(who, offset), " "]));
  const about = element("p");
  if (speaker !== null) about.append(sure(confidence), element("br"));
  about.append(why);
  const rows = candidates
    .filter(([who]) => nameAt(who, offset) !== null)
    .map(([who, score]) => {
      const item = element("li");
      item.append(named(who, offset), " ", sure(score));
      return item;
    });
  const mine = Object.keys(quotes).filter((other) => speaker !== null && quotes[other][0] === speaker);
  const at = mine.indexOf(id);
  const near = mine.slice(Math.max(at - NEAREST, 0), at + NEAREST + 1).filter((other) => other !== id);
  const lines = near.flatMap((other) => {
    const line = text.querySelector(`.q[data-q="${CSS.escape(other)}"]`);
    const start = line && startOf(line.closest("[id^='o']"));
    return line && (limit === null || start < limit) ? [passage(start, start, spoken(other))] : [];
  });
  show(speaker, head, element("p", "words", spoken(id)), about, ...list("Candidates", rows, "candidates"), ...list("Other lines", lines, "passages"));
}

function mentionCard(mention) {
  const offset = startOfMention(mention);
  const id = mention.dataset.e ?? null;
  const head = element("h2");
  head.append(named(id, offset));
  const about = element("p");
  about.append(sure(Number(mention.dataset.c)), ` ${people[id]?.pronouns ?? ""}`);
  const all = id === null ? [] : mentionsOf(id);
  const at = all.indexOf(mention);
  const near = all.slice(Math.max(at - NEAREST, 0), at + NEAREST + 1).filter((other) => other !== mention);
  const places = near.map((other) => {
    const [start, end] = other.dataset.m.split("-").map(Number);
    return passage(start, end, around(other));
  });
  show(people[id] ? id : null, head, element("p", "words", around(mention)), about, ...list(`Other places, ${all.length} in all`, places, "passages"));
}

/** A mention with some words on either side. */
function around(mention) {
  const paragraph = mention.closest("[id^='o']");
  const [start, end] = mention.dataset.m.split("-").map(Number);
  const from = Math.max(start - 40, startOf(paragraph));
  const found = rangeIn(paragraph, from, end + 40)?.toString() ?? mention.textContent;
  const whole = from === startOf(paragraph) ? found : found.replace(/^\S*\s/, "");
  return whole.length > 40 ? whole.replace(/\s\S*$/, "") : whole;
}

function show(who, ...content) {
  const shut = element("button", "close", "Close");
  shut.type = "button";
  shut.addEventListener("click", close);
  const card = element("article", "card");
  card.append(...content);
  panel.replaceChildren(shut, card);
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.classList.add("has-card");
  if (who !== null) select(who);
}

function close() {
  panel.hidden = true;
  document.body.classList.remove("has-card");
  select(null);
}

function select(id) {
  chosen = id;
  const mine = id === null ? "" : `.m[data-e="${CSS.escape(id)}"]`;
  painted.replaceSync(mine && `${mine} { background: color-mix(in srgb, var(--who, gray) 20%, transparent); text-decoration: underline 2px var(--who); }`);
}

// ---------------------------------------------------------------------- search and keys

let waiting;
find.querySelector("input").addEventListener("input", ({ target }) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => look(target.value.trim().toLocaleLowerCase()), 200);
});
find.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  find.querySelector("#search-found a")?.click();
});

function look(wanted) {
  const found = [];
  if (wanted) {
    for (const paragraph of text.querySelectorAll(".page > [id^='o']")) {
      if (limit !== null && startOf(paragraph) >= limit) break;
      const content = words(paragraph);
      const at = content.toLocaleLowerCase().indexOf(wanted);
      if (at >= 0) found.push(passage(startOf(paragraph), startOf(paragraph), content.slice(Math.max(at - 60, 0), at + 100)));
      if (found.length === MOST) break;
    }
  }
  find.querySelector("#search-found").replaceChildren(...list(`${found.length} paragraphs`, found, "passages"));
}

function step(direction) {
  if (chosen === null) {
    say("Click a character first.");
    return;
  }
  const offset = direction(mentionsOf(chosen).map(startOfMention), cursor ?? position());
  if (offset === null) return;
  cursor = offset;
  go(offset);
}

function turn(direction) {
  const scenes = [...text.querySelectorAll("[data-scene]")].map(startOf);
  const offset = direction(scenes, position());
  if (offset !== null) go(offset);
}

document.addEventListener("click", (event) => {
  const action = event.target.closest("[data-do]")?.dataset.do;
  if (action === "search") find.showModal();
  else if (action === "help") help.showModal();
  else if (action === "close") help.close();
  else if (action === "horizon") toggleHorizon();
  if (event.target.nodeName === "DIALOG") event.target.close();
  const link = event.target.closest("a[data-at]");
  const found = event.target.closest(".page .m, .page .q, .page .by");
  if (link) {
    event.preventDefault();
    find.close();
    cursor = Number(link.dataset.at);
    go(cursor, Number(link.dataset.end));
  } else if (found && getSelection().isCollapsed) {
    event.preventDefault();
    if (found.dataset.m !== undefined) {
      cursor = startOfMention(found);
      mentionCard(found);
    } else if (quotes[found.dataset.q]) quoteCard(found.dataset.q, startOf(found.closest("[id^='o']")));
  }
});

keys({
  "?": () => help.showModal(),
  "/": () => find.showModal(),
  a: toggleHorizon,
  u: toggleLayers,
  j: () => turn(next),
  k: () => turn(previous),
  n: () => step(next),
  p: () => step(previous),
  Escape: () => (panel.hidden ? false : close()),
});
