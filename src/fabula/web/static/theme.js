// Runs before the first paint, so that nothing is drawn in the wrong colours.
"use strict";
{
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be switched off
    }
  };
  const theme = kept("fabula:theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  root.dataset.layers = (kept("fabula:layers") ?? "").replace(/[^ndploq ]/g, "");
}
