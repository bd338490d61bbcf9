/**
 * Notices a release. The server names its build in /boot; when the name changes the person is told, and the page reloads
 * only when asked or when nothing is open (no conversation, no unsent text).
 */
import { useEffect, useState } from "react";
import { get } from "@/api/client";
import type { Boot } from "@/api/types";

const EVERY_MS = 5 * 60_000;
let isHeld = 0;

/** Call while something would be lost by a reload; returns the release. */
export function holdReload(): () => void {
  isHeld += 1;
  return () => {
    isHeld -= 1;
  };
}

const nameOf = (boot: Boot) => `${boot.version}/${boot.assets ?? ""}`;

export function useNewVersion(): boolean {
  const [isNew, setNew] = useState(false);
  useEffect(() => {
    let first: string | null = null;
    const look = async () => {
      try {
        const name = nameOf(await get<Boot>("/boot"));
        first ??= name;
        if (name === first) return;
        if (document.visibilityState === "hidden" && isHeld === 0) location.reload();
        else setNew(true);
      } catch {
        // Out of reach now; the next look tells.
      }
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    window.addEventListener("tidecrew:reconnected", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("tidecrew:reconnected", look);
    };
  }, []);
  return isNew;
}
