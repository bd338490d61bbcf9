/** Which screens there are for whom. The server decides what is allowed; this only shows the right doors. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { Redirect, Route, Switch } from "wouter";
import { toProblem } from "@/api/errors";
import { useSession } from "@/api/session";
import { Wait } from "@/console/parts";
import { InvitationPage } from "./console.invitation";
import { Shell } from "./console.shell";
import { SignIn } from "./console.sign-in";

const Enterprise = lazy(() => import("@/portals/enterprise/routes"));
const Admin = lazy(() => import("@/portals/admin/routes"));

export function Rooms() {
  return (
    <Switch>
      <Route path="/sign-in">
        <SignIn />
      </Route>
      <Route path="/invitation">
        <InvitationPage />
      </Route>
      <Route>
        <Inside />
      </Route>
    </Switch>
  );
}

function Inside() {
  const session = useSession();
  if (session.status === "unknown") return <Wait />;
  if (session.status !== "signed") {
    const here = location.pathname.replace(/^\/console/, "") + location.search;
    return <Redirect to={here.length > 1 ? `/sign-in?next=${encodeURIComponent(here)}` : "/sign-in"} replace />;
  }
  const { id, role } = session.account;
  if (role === "worker") return <ToWorkplace />;
  return (
    <Memory key={id}>
      <Shell kind={role === "admin" ? "admin" : "enterprise"}>
        <Suspense fallback={<Wait lines={6} />}>{role === "admin" ? <Admin /> : <Enterprise />}</Suspense>
      </Shell>
    </Memory>
  );
}

/** What was read, kept for one person only: the next to sign in on this browser starts with nothing. */
function Memory({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: 5_000, retry: (times, error) => toProblem(error).isPassing && times < 3 },
          mutations: { retry: false },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/** A worker's own pages are the other document. */
function ToWorkplace() {
  useEffect(() => {
    location.replace("/");
  }, []);
  return <Wait />;
}
