/** Where the chat of a project can be tried, and what goes into a page. */
import { locale } from "@/i18n";

export function demoUrl(token: string): string {
  return `/widget-demo?${new URLSearchParams({ token, lang: locale() })}`;
}
