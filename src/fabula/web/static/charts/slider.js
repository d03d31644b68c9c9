// The network up to a scene, or in one scene alone; nodes never move.

export function slider(figure, drawing) {
  const parts = [...drawing.querySelectorAll(".node, .edge")].map(read);
  const scenes = Number(drawing.dataset.scenes);
  if (scenes < 2) return;

  const label = document.createElement("label");
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: 1, max: scenes, step: 1, value: scenes });
  const says = document.createElement("output");
  label.append("Scene ", range);
  const alone = document.createElement("input");
  alone.type = "checkbox";
  const only = document.createElement("label");
  only.append(alone, " this scene alone");
  figure.querySelector(".controls").append(label, says, only);

  function show() {
    const last = range.valueAsNumber - 1;
    const first = alone.checked ? last : 0;
    for (const part of parts) draw(part, first, last);
    says.textContent = alone.checked ? `scene ${last + 1}` : `up to scene ${last + 1} of ${scenes}`;
    range.setAttribute("aria-valuetext", says.textContent);
  }
  range.addEventListener("input", show);
  alone.addEventListener("input", show);
  show();
}

function read(part) {
  const { talk, together, lines, scenes } = part.dataset;
  return { part, said: counts(talk ?? lines), met: counts(together ?? scenes) };
}

// "3:2 5:1" or "3 5" as pairs of scene and count
function counts(written = "") {
  return written
    .split(" ")
    .filter(Boolean)
    .map((pair) => pair.split(":").map(Number))
    .map(([scene, count = 1]) => [scene, count]);
}

function sum(pairs, first, last) {
  return pairs.reduce((all, [scene, n]) => (scene >= first && scene <= last ? all + n : all), 0);
}

// radius and thickness as in network_svg.py
function draw({ part, said, met }, first, last) {
  const lines = sum(said, first, last);
  const there = sum(met, first, last);
  part.classList.toggle("absent", !lines && !there);
  const talk = part.querySelector(".talk");
  talk?.setAttribute("stroke-width", Math.min(0.9 * Math.sqrt(lines), 9));
  talk?.setAttribute("visibility", lines ? "visible" : "hidden");
  part.querySelector(".together")?.setAttribute("visibility", there ? "visible" : "hidden");
  const [disc, core] = part.querySelectorAll("circle");
  const radius = Math.min(7 + 1.6 * Math.sqrt(lines), 26);
  disc?.setAttribute("r", radius);
  core?.setAttribute("r", radius * 0.55);
}
