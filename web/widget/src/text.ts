/**
 * Words of the widget: both languages are inlined, they are small and the host page must not fetch more. The build leaves
 * the keys out of the second, so both are read by place: their keys stand in the same order.
 */
import en from "../../src/i18n/en/widget.json";
import zh from "../../src/i18n/zh-CN/widget.json";

export type Key = keyof typeof zh;
const KEYS = Object.keys(zh);

/** The words of a system message: the server sends a code, and a code unknown here is shown as it is. */
export function systemText(say: Say, code: string): string {
  const key = `system_${code}`;
  return key in zh ? say(key as Key) : code;
}

export type Say = (key: Key, values?: Record<string, string | number>) => string;

/** Chooses the language: anything that starts with "en" is English, all else Chinese. */
export function speaker(locale: string): Say {
  const words: string[] = Object.values(/^en/i.test(locale) ? en : zh);
  return (key, values) =>
    (words[KEYS.indexOf(key)] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values?.[name] ?? ""));
}
