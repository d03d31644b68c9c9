// One stop for Tab in each layer of a drawing; the arrow keys go from part to part inside it.

export function keys(figure, drawing) {
  for (const layer of drawing.querySelectorAll("g")) {
    const parts = [...layer.children].filter((part) => part.matches("a[data-start]"));
    if (parts.length < 2) continue;
    parts.forEach((part, number) => part.setAttribute("tabindex", number ? "-1" : "0"));
    layer.addEventListener("keydown", (event) => move(event, parts));
  }
  figure.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawing.querySelector(".picked")) return;
    const detail = { character: null };
    figure.dispatchEvent(new CustomEvent("fabula:select", { detail, bubbles: true }));
  });
}

function move(event, parts) {
  const here = parts.indexOf(document.activeElement);
  if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const goes = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  let next;
  if (event.key in goes) next = here + goes[event.key];
  else if (event.key === "Home") next = 0;
  else if (event.key === "End") next = parts.length - 1;
  else return;
  event.preventDefault();
  event.stopPropagation();
  next = Math.min(Math.max(next, 0), parts.length - 1);
  parts[here].setAttribute("tabindex", "-1");
  parts[next].setAttribute("tabindex", "0");
  parts[next].focus();
  parts[next].scrollIntoView({ block: "nearest", inline: "nearest" });
}
