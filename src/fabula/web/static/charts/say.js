// Says below the chart what is under the pointer or has the focus, at once and in full.

export function say(figure, drawing) {
  const line = document.createElement("p");
  line.className = "saying hint";
  line.textContent = "Point at a part of the chart to read what it is; click it to go there.";
  line.setAttribute("aria-hidden", "true"); // readers have it from the part itself
  figure.querySelector(".stage").after(line);

  const show = (event) => {
    const part = event.target.closest("[data-start]");
    if (!part) return;
    line.classList.remove("hint");
    line.textContent = part.querySelector("title")?.textContent ?? "";
  };
  drawing.addEventListener("pointerover", show);
  drawing.addEventListener("focusin", show);
}
