/** Entry of the console: enterprises and the platform's administrators. */
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { startSession } from "@/api/session";
import { startI18n } from "@/i18n";
import { applyTheme, savedTheme } from "@/tokens/theme";
import "@/tokens/tokens.css";
import "@/tokens/base.css";
import { Boundary } from "./console.boundary";
import { Look, nonce } from "./console.look";
import { Rooms } from "./console.rooms";

// The component library makes style elements of its own; each gets the nonce of this document.
const make = document.createElement.bind(document);
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = make(name, options);
  if (name.toLowerCase() === "style") element.setAttribute("nonce", nonce());
  return element;
}) as typeof document.createElement;

async function start(): Promise<void> {
  applyTheme(savedTheme());
  await Promise.all([startI18n(["console", "common", "errors", "reasons"]), startSession()]);
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <Look>
        <Boundary>
          <Router base="/console">
            <Suspense>
              <Rooms />
            </Suspense>
          </Router>
        </Boundary>
      </Look>
    </StrictMode>,
  );
}

void start();
