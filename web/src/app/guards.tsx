/** Who may see a screen. The server decides again on every call; this only leads people to where they can go on. */
import { useEffect, type ReactNode } from "react";
import { useLocation } from "wouter";
import { useSession } from "@/api/session";
import type { Role } from "@/api/types";
import { Skeleton } from "@/kit/state";

export const isConsoleRole = (role: Role): boolean => role !== "worker";

/** The first screen of a role. */
export const homeOf = (role: Role): string => (isConsoleRole(role) ? "/console" : "/");

/** Goes to a path of this or the other document. */
export function useGo(): (path: string) => void {
  const [, navigate] = useLocation();
  return (path) => {
    const isOther = path.startsWith("/console") !== location.pathname.startsWith("/console");
    if (isOther) location.assign(path);
    else navigate(path);
  };
}

/** Only own paths are followed after sign-in, so that a link cannot lead elsewhere. */
export function safeNext(search: string): string | null {
  const next = new URLSearchParams(search).get("next");
  return next && /^\/(?![/\\])/.test(next) ? next : null;
}

export function Signed({ roles, children }: { roles: readonly Role[]; children: ReactNode }) {
  const session = useSession();
  const go = useGo();
  const role = session.account?.role;
  const isAllowed = role !== undefined && roles.includes(role);
  useEffect(() => {
    if (session.status === "anonymous") go(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    else if (role && !isAllowed) go(homeOf(role));
  });
  return isAllowed ? <>{children}</> : <Skeleton />;
}
