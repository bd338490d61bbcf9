/** Which screens there are for whom. The server decides what is allowed; this only shows the right doors. */
import { lazy, Suspense, useEffect } from "react";
import { Redirect, Route, Switch } from "wouter";
import { useSession } from "@/api/session";
import { Wait } from "@/console/parts";
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
  const { role } = session.account;
  if (role === "worker") return <ToWorkplace />;
  return (
    <Shell kind={role === "admin" ? "admin" : "enterprise"}>
      <Suspense fallback={<Wait lines={6} />}>{role === "admin" ? <Admin /> : <Enterprise />}</Suspense>
    </Shell>
  );
}

/** A worker's own pages are the other document. */
function ToWorkplace() {
  useEffect(() => location.replace("/"), []);
  return <Wait />;
}
