// Brings the charts of a page to life; without it they still show, and their links work.
//
// fabula:goto {start, end}     leaves a chart when a place in it is chosen; cancel it to go there yourself
// fabula:select {character}    a character is picked, here or elsewhere
// fabula:position {offset}     where the reader is

import { keys } from "./keys.js";
import { say } from "./say.js";
import { slider } from "./slider.js";
import { zoom } from "./zoom.js";

const mounted = new WeakSet();

export function mount(root = document) {
  for (const figure of root.querySelectorAll("figure.chart[data-chart]")) {
    if (mounted.has(figure)) continue;
    mounted.add(figure);
    const drawing = figure.querySelector("svg.drawing");
    if (!drawing) continue;
    zoom(figure, drawing);
    if (figure.dataset.chart === "network") slider(figure, drawing);
    keys(figure, drawing);
    say(figure, drawing);
    choose(figure, drawing);
    listen(drawing);
  }
}

// a click picks a character and leads to the text
function choose(figure, drawing) {
  drawing.addEventListener("click", (event) => {
    const place = event.target.closest("[data-start]");
    if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { character } = place.dataset;
    if (character && !place.classList.contains("picked")) {
      event.preventDefault(); // the first click picks, the second leads to the text
      announce(figure, "fabula:select", { character });
      return;
    }
    const { start, end } = place.dataset;
    const goes = announce(figure, "fabula:goto", { start: Number(start), end: Number(end) });
    if (!goes) event.preventDefault();
  });
}

function announce(figure, name, detail) {
  return figure.dispatchEvent(
    new CustomEvent(name, { detail, bubbles: true, cancelable: true }),
  );
}

function listen(drawing) {
  document.addEventListener("fabula:select", (event) => select(drawing, event.detail.character));
  document.addEventListener("fabula:position", (event) => mark(drawing, event.detail.offset));
}

// the picked character stands out, everybody else steps back
function select(drawing, character) {
  const known = [...drawing.querySelectorAll("[data-character]")];
  const one = known.some((part) => part.dataset.character === character);
  for (const part of known) {
    const picked = part.dataset.character === character;
    part.classList.toggle("picked", one && picked);
    part.classList.toggle("dim", one && !picked);
  }
  for (const edge of drawing.querySelectorAll(".edge")) {
    const { source, target } = edge.dataset;
    edge.classList.toggle("dim", one && source !== character && target !== character);
  }
}

// a rule through the scene being read
function mark(drawing, offset) {
  drawing.querySelector(".position")?.remove();
  for (const place of drawing.querySelectorAll(".column, .stretch")) {
    const start = Number(place.dataset.start);
    const end = Number(place.dataset.end);
    if (offset < start || offset >= end) continue;
    const box = place.getBBox();
    const x = box.x + (box.width * (offset - start)) / (end - start);
    const rule = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const at = { x1: x, x2: x, y1: 0, y2: drawing.viewBox.baseVal.height, class: "position" };
    for (const [name, value] of Object.entries(at)) rule.setAttribute(name, value);
    drawing.append(rule);
    return;
  }
}
