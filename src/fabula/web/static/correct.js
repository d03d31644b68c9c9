// Corrections: sent at once, and told about when what follows from them is worked out.

import { data } from "./book.js";

const PAUSE = 400; // milliseconds between looks
const pen = document.querySelector("meta[name='fabula-pen']")?.content ?? "";

let people = null; // ids and names of the cast, fetched when somebody is to be chosen

/** Fill the lists of people inside an element. */
async function choices(within) {
  const lists = [...within.querySelectorAll("select[data-people]")];
  if (!lists.length) return;
  people ??= data("people");
  const cast = (await people).people;
  for (const list of lists) {
    delete list.dataset.people;
    for (const { id, name } of cast) list.append(new Option(name, id));
  }
}

/** Listen to all correction forms; `changed` is called when the book is another. */
export function listen(base, changed) {
  choices(document.querySelector("section.correct") ?? document.createElement("div"));
  document.addEventListener("toggle", ({ target }) => target.matches("details.correct") && choices(target), true);
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-correct]");
    if (!form) return;
    event.preventDefault();
    const undo = form.dataset.correct === "undo";
    await send(`${base}/corrections${undo ? "/undo" : ""}`, undo ? {} : wanted(form), changed, base);
  });
}

/** What a form asks for, as the server takes it. */
function wanted(form) {
  const { correct: kind, quote, character, conflict, by, start, end } = form.dataset;
  const field = (name) => form.elements.namedItem(name)?.value;
  const span = start === undefined ? undefined : [Number(start), Number(end)];
  switch (kind) {
    case "said": {
      const to = field("to");
      return { do: kind, quote, by: by ?? field("by"), ...(to === undefined ? {} : { to: to ? [to] : [] }) };
    }
    case "not-speech":
      return { do: kind, quote };
    case "is":
      return { do: kind, mention: span, character: character ?? field("character") };
    case "split":
      return { do: kind, character, name: field("name"), mentions: [span] };
    case "merge":
      return { do: kind, characters: [character, field("with")] };
    case "rename":
      return { do: kind, character, name: field("name") };
    case "pronouns":
      return { do: kind, character, pronouns: field("pronouns") };
    case "not-a-person":
      return { do: kind, character };
    case "waive":
      return { do: kind, conflict };
    default:
      throw new Error(kind);
  }
}

async function send(url, body, changed, base) {
  tell("Writing it down …");
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Fabula-Pen": pen },
    body: JSON.stringify(body),
  });
  const state = await answer.json().catch(() => ({ error: `The page answered ${answer.status}.` }));
  if (!answer.ok) {
    tell(state.error);
    return;
  }
  tell("Kept. What follows from it is being worked out; read on.");
  await follow(changed, base);
}

/** Wait until the server has recomputed, then say what changed. */
async function follow(changed, base) {
  let state;
  do {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    state = await data("corrections");
  } while (state.busy);
  if (state.error) tell(state.error);
  else report(state.changed, base);
  people = null;
  await changed();
}

function report({ lines, more_lines: more, mentions, joined, left, unheeded }, base) {
  const words = [];
  const count = lines.length + more;
  if (count) words.push(`${count} ${count === 1 ? "line has" : "lines have"} another speaker.`);
  if (mentions) words.push(`${mentions} ${mentions === 1 ? "mention means" : "mentions mean"} somebody else.`);
  if (joined.length) words.push(`New in the cast: ${joined.slice(0, 5).join(", ")}.`);
  if (left.length) words.push(`No longer in it: ${left.slice(0, 5).join(", ")}.`);
  if (unheeded.length) words.push(`Without effect: correction ${unheeded.at(-1)}.`);
  const list = lines.map((line) => ({
    href: `${base}/at/${line.at}`,
    at: line.at,
    text: `${line.before ?? "?"} → ${line.after ?? "?"}`,
  }));
  tell(words.join(" ") || "Nothing else changed.", list);
}

/** A note in the corner, with links into the text; it stays until it is closed. */
export function tell(words, links = []) {
  document.querySelector(".toast")?.remove();
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.setAttribute("role", "status");
  const line = document.createElement("p");
  line.textContent = words;
  toast.append(line);
  if (links.length) {
    const list = document.createElement("ul");
    for (const { href, at, text } of links) {
      const link = document.createElement("a");
      link.href = href;
      link.dataset.at = at;
      link.textContent = text;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    toast.append(list);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  document.body.append(toast);
}
