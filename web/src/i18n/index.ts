/**
 * Words of the interface. zh-CN is the source and the fallback; en is complete (checked by scripts/i18n-check.mjs).
 * Namespaces are flat JSON files loaded when a screen first asks for one. Placeholders are written {name}.
 */
import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

export type Locale = "zh-CN" | "en";
export const LOCALES: readonly Locale[] = ["zh-CN", "en"];
const KEY = "tidecrew.locale";

const files = import.meta.glob<{ default: Record<string, string> }>(["./zh-CN/*.json", "./en/*.json", "!./*/widget.json"]);

const backend: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) return done(new Error(`no words for ${language}/${namespace}`), false);
    load().then(
      (module) => done(null, module.default),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};

export function savedLocale(): Locale {
  const saved = localStorage.getItem(KEY);
  const asked = saved ?? navigator.language;
  return asked.toLowerCase().startsWith("zh") || (!saved && !asked.toLowerCase().startsWith("en")) ? "zh-CN" : "en";
}

export function locale(): Locale {
  return i18next.language === "en" ? "en" : "zh-CN";
}

export async function setLocale(next: Locale): Promise<void> {
  localStorage.setItem(KEY, next);
  await i18next.changeLanguage(next);
}

/** Loads the first namespaces and resolves when the first screen can be drawn. */
export async function startI18n(namespaces: string[]): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: savedLocale(),
      fallbackLng: "zh-CN",
      supportedLngs: ["zh-CN", "en"],
      load: "currentOnly",
      ns: namespaces,
      defaultNS: "common",
      fallbackNS: "common",
      keySeparator: false,
      partialBundledLanguages: true,
      interpolation: { prefix: "{", suffix: "}", escapeValue: false },
      react: { useSuspense: true },
    });
}

export { i18next };
