// The book this page is about: its address, how far it is known, and its pages as documents.

const root = document.documentElement;

/** The address of the book: /w/emma. */
export const base = document.querySelector("meta[name='fabula-book']")?.content ?? null;

/** The offset from which on nothing may show, null for everything. */
export function horizon() {
  return root.dataset.at === undefined ? null : Number(root.dataset.at);
}

export function setHorizon(offset) {
  root.dataset.at = String(offset);
}

/** The address of one of the book's pages as it may be seen now. */
export function address(path, query = {}) {
  const url = new URL(`${base}/${path}`, location.origin);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  if (horizon() !== null && !url.searchParams.has("at")) url.searchParams.set("at", horizon());
  return url;
}

/** A page as a document: parsed, but nothing in it runs. Only its parts are taken over. */
export function page(url, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.onload = () => (request.status < 400 && request.response ? resolve(request.response) : reject(new Error(`${request.status}`)));
    request.onerror = () => reject(new Error("The page does not answer."));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send();
  });
}

/** The data of a page. */
export async function data(path, query) {
  const url = address(path, query);
  url.pathname += ".json";
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/** Something kept in this browser for this book. */
export function kept(key) {
  try {
    return localStorage.getItem(`fabula:${key}:${base}`);
  } catch {
    return null; // storage may be switched off
  }
}

export function keep(key, value) {
  try {
    localStorage.setItem(`fabula:${key}:${base}`, value);
  } catch {
    // then it is not kept
  }
}

/** Tell those who listen instead of looking. */
export function say(words) {
  const place = document.getElementById("said");
  if (place) place.textContent = words;
}
