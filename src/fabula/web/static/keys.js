// Keys, where nobody is typing.

/** Call what belongs to a key; `bindings` maps keys to functions. */
export function keys(bindings) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, select, textarea, [contenteditable], dialog[open]")) return;
    const action = bindings[event.key];
    if (!action || action(event) === false) return;
    event.preventDefault();
  });
}

/** The first of sorted numbers after `here`, or the last before it. */
export function next(numbers, here) {
  return numbers.find((number) => number > here) ?? null;
}

export function previous(numbers, here) {
  return numbers.findLast((number) => number < here) ?? null;
}
