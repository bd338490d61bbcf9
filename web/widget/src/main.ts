/**
 * Entry of widget.js. The script tag carries everything:
 * data-token (required), data-locale, data-known (JSON), data-identity-hash, data-ask ("name phone
 * email order"), data-theme (light | dark), data-open.
 */
import { ASKABLE, TideChat } from "./tide-chat";

/** Told to whoever puts the tag into a page; customers do not look there. */
function say(what: string): void {
  // oxlint-disable-next-line no-console
  console.warn(`tide-chat: ${what}`);
}

function known(text: string | undefined): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (typeof value !== "object" || value === null) return undefined;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name, one]) => (name in ASKABLE || name === "address" || name === "plate") && (typeof one === "string" || typeof one === "number"))
        .map(([name, one]) => [name, String(one)]),
    );
  } catch {
    say("data-known is not JSON; ignored");
    return undefined;
  }
}

function run(script: HTMLScriptElement): void {
  const { token, locale, identityHash, ask, theme } = script.dataset;
  if (!token) {
    say("data-token is missing");
    return;
  }
  if (customElements.get("tide-chat")) return;
  customElements.define("tide-chat", TideChat);
  const chat = new TideChat();
  if (theme) chat.dataset.theme = theme;
  chat.begin({
    base: new URL(script.src).origin,
    token,
    locale: locale || document.documentElement.lang || navigator.language,
    known: known(script.dataset.known),
    identityHash,
    ask: (ask ?? "").split(/[\s,]+/).filter(Boolean),
    page: location.origin + location.pathname,
  });
  document.body.append(chat);
  if (script.dataset.open !== undefined) chat.open();
}

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[data-token][src*="widget.js"]');
if (script) {
  if (document.body) run(script);
  else addEventListener("DOMContentLoaded", () => run(script));
}
