/** The chosen look: applied to <html>, remembered on this device, and readable by chart and table themes. */
import tokens from "./tokens.json";

export type Theme = "auto" | "light" | "dark" | "contrast";
export const THEMES: readonly Theme[] = ["auto", "light", "dark", "contrast"];
const KEY = "tidecrew.theme";

export function savedTheme(): Theme {
  const saved = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === saved) ?? "auto";
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event("tidecrew:theme"));
}

/** The set of colours in force now, for parts that need values and not css variables. */
export function activeTokens(): (typeof tokens)["light"] & { name: "light" | "dark" | "contrast" } {
  const theme = savedTheme();
  if (theme !== "auto") return { ...tokens[theme], name: theme };
  if (matchMedia("(prefers-contrast: more)").matches) return { ...tokens.contrast, name: "contrast" };
  if (matchMedia("(prefers-color-scheme: dark)").matches) return { ...tokens.dark, name: "dark" };
  return { ...tokens.light, name: "light" };
}
