// The search dialog.

import { address, page } from "./book.js";

const PAUSE = 150; // milliseconds after the last key

export function search(dialog) {
  const input = dialog.querySelector("input");
  const found = dialog.querySelector("#search-found");
  let timer;
  let waiting;

  async function look() {
    waiting?.abort();
    waiting = new AbortController();
    if (!input.value.trim()) {
      found.replaceChildren();
      return;
    }
    try {
      const answer = await page(address("search", { q: input.value }), waiting.signal);
      found.replaceChildren(document.adoptNode(answer.querySelector(".found")));
    } catch (error) {
      if (error.name !== "AbortError") found.replaceChildren();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    found.querySelector("a")?.click();
  });
  return () => {
    dialog.showModal();
    input.select();
  };
}
