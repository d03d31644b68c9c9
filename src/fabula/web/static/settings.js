// Colours and layers: kept in this browser, for all books.

const root = document.documentElement;

function keep(key, value) {
  try {
    localStorage.setItem(`fabula:${key}`, value);
  } catch {
    // then it is not kept
  }
}

function setTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  keep("theme", theme);
}

function setLayers(layers) {
  root.dataset.layers = layers.join(" ");
  keep("layers", root.dataset.layers);
}

/** Underline names, descriptions and pronouns if nothing is, else nothing. */
export function toggleLayers() {
  setLayers(root.dataset.layers ? [] : ["n", "d", "p"]);
  reflect(document);
}

function reflect(within) {
  const layers = (root.dataset.layers ?? "").split(" ");
  for (const box of within.querySelectorAll("input[name='layer']")) box.checked = layers.includes(box.value);
  for (const radio of within.querySelectorAll("input[name='theme']")) radio.checked = radio.value === (root.dataset.theme ?? "auto");
}

/** Bind the controls inside an element. */
export function settings(within) {
  reflect(within);
  within.addEventListener("change", ({ target }) => {
    if (target.name === "theme") setTheme(target.value);
    if (target.name === "layer") setLayers([...within.querySelectorAll("input[name='layer']:checked")].map((box) => box.value));
  });
}
