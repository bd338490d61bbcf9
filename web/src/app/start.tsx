/** Starts a document: look, words, session, then the first screen. */
import "@/tokens/tokens.css";
import "@/tokens/base.css";
import { createRoot } from "react-dom/client";
import type { ReactNode } from "react";
import { startSession } from "@/api/session";
import { startI18n } from "@/i18n";
import { applyTheme, savedTheme } from "@/tokens/theme";
import { Providers } from "./providers";

export async function start(namespaces: string[], screen: ReactNode): Promise<void> {
  applyTheme(savedTheme());
  await Promise.all([startI18n(["common", "errors", ...namespaces]), startSession()]);
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<Providers>{screen}</Providers>);
}
