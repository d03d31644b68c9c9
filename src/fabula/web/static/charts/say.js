// Says below the chart what is under the pointer or has the focus, at once and in full.

export function say(figure, drawing) {
  const line = document.createElement("p");
  line.className = "saying";
  line.setAttribute("aria-hidden", "true"); // readers have it from the part itself
  figure.querySelector(".stage").after(line);

  const show = (event) => {
    const part = event.target.closest("[data-start]");
    if (part) line.textContent = part.querySelector("title")?.textContent ?? "";
  };
  drawing.addEventListener("pointerover", show);
  drawing.addEventListener("focusin", show);
}
