// Places in the text. Offsets count code points, as everywhere in Fabula; labels in the
// margin are no part of the text.

/** Where in the window the eye is taken to rest, from its top. */
export const LINE = 0.3;

/** Scroll a passage of a paragraph to where the eye rests. */
export function bring(paragraph, start, end) {
  const range = start > startOf(paragraph) ? rangeIn(paragraph, start, Math.max(end, start + 1)) : null;
  const { top } = (range ?? paragraph).getBoundingClientRect();
  window.scrollBy(0, top - innerHeight * LINE + 2);
}

/** The start of the story's text a paragraph shows. */
export function startOf(paragraph) {
  return Number(paragraph.id.slice(1));
}

/** The paragraph of a section that an offset lies in. */
export function paragraphAt(section, offset) {
  let found = null;
  for (const paragraph of section.querySelectorAll(":scope > [id^='o']")) {
    if (startOf(paragraph) > offset && found) break;
    found = paragraph;
  }
  return found;
}

/** A DOM range over the offsets from start to end, as far as they lie in this paragraph. */
export function rangeIn(paragraph, start, end) {
  const range = document.createRange();
  const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    return node.classList.contains("by") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  let at = startOf(paragraph);
  let begun = false;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const points = [...node.data];
    if (!begun && start < at + points.length) {
      range.setStart(node, units(points, start - at));
      begun = true;
    }
    if (begun && end <= at + points.length) {
      range.setEnd(node, units(points, end - at));
      return range;
    }
    at += points.length;
    if (begun) range.setEnd(node, node.data.length);
  }
  return begun ? range : null;
}

/** How many UTF-16 units the first code points take. */
function units(points, count) {
  return points.slice(0, Math.max(count, 0)).join("").length;
}

/** Light a passage up in its paragraph, and any one before it off. */
export function light(paragraph, start, end) {
  if (!CSS.highlights) return;
  const range = paragraph && end > start ? rangeIn(paragraph, start, end) : null;
  if (range) CSS.highlights.set("passage", new Highlight(range));
  else CSS.highlights.delete("passage");
}
