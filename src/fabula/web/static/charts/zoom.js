// Zoom by buttons, Ctrl and wheel, + and -; the stage around the drawing scrolls.

const LEAST = 0.2;
const MOST = 4;
const STEP = 1.25;
const GROWN = 1.35; // what small charts grow to at most, where there is room

export function zoom(figure, drawing) {
  const stage = drawing.parentElement;
  const { width, height } = drawing.viewBox.baseVal;
  let scale = 1;

  // keeps the point at x, y of the stage where it is
  function set(wanted, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
    const next = Math.min(MOST, Math.max(LEAST, wanted));
    const left = ((stage.scrollLeft + x) * next) / scale - x;
    const top = ((stage.scrollTop + y) * next) / scale - y;
    drawing.setAttribute("width", width * next);
    drawing.setAttribute("height", height * next);
    scale = next;
    stage.scrollTo(left, top);
  }

  const fit = () => set(Math.min(stage.clientWidth / width, GROWN));
  const controls = figure.querySelector(".controls");
  controls.append(
    button("−", "Zoom out", () => set(scale / STEP)),
    button("+", "Zoom in", () => set(scale * STEP)),
    button("Fit", "Fit the chart to the page", fit),
    button("1 : 1", "Actual size", () => set(1)),
  );
  controls.hidden = false;
  const room = Math.min(stage.clientWidth / width, (0.75 * innerHeight) / height, GROWN);
  if (room > 1) set(room);

  stage.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // plain wheels scroll
      event.preventDefault();
      const box = stage.getBoundingClientRect();
      const factor = event.deltaY < 0 ? STEP : 1 / STEP;
      set(scale * factor, event.clientX - box.left, event.clientY - box.top);
    },
    { passive: false },
  );
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") set(scale * STEP);
    else if (event.key === "-") set(scale / STEP);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function button(words, meaning, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.title = meaning;
  made.setAttribute("aria-label", meaning);
  made.addEventListener("click", act);
  return made;
}
