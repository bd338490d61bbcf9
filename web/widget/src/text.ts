/** Words of the widget: both languages are inlined, they are small and the host page must not fetch more. */
import en from "../../src/i18n/en/widget.json";
import zh from "../../src/i18n/zh-CN/widget.json";

export type Key = keyof typeof zh;
export type Say = (key: Key, values?: Record<string, string | number>) => string;

/** Chooses the language: anything that starts with "en" is English, all else Chinese. */
export function speaker(locale: string): Say {
  const words: Record<Key, string> = /^en/i.test(locale) ? en : zh;
  return (key, values) =>
    words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values?.[name] ?? ""));
}
