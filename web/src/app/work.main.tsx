/** Entry of work.html: look, words, session, then the first public or worker screen. */
import "@/tokens/tokens.css";
import "@/tokens/base.css";
import { Suspense } from "react";
import { createRoot } from "react-dom/client";
import { startSession } from "@/api/session";
import { i18next, startI18n } from "@/i18n";
import { applyTheme, savedTheme } from "@/tokens/theme";
import { ErrorBoundary } from "./error-boundary";
import { WorkRouter } from "./router";

async function start(): Promise<void> {
  applyTheme(savedTheme());
  await Promise.all([startI18n(["common", "public"]), startSession()]);
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <ErrorBoundary>
      <Suspense fallback={null}>
        <WorkRouter />
      </Suspense>
    </ErrorBoundary>,
  );
  // The words of refusals are wanted only later, but must be there when the network is not.
  void i18next.loadNamespaces("errors");
}

void start();
