/** Screens of work.html. Each is its own chunk; the sign-in page carries none of the worker's code. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Route, Switch, useLocation } from "wouter";
import { useSession } from "@/api/session";
import { ButtonLink } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Skeleton } from "@/kit/state";
import { PublicShell } from "@/portals/public/shell";
import { ErrorBoundary } from "./error-boundary";

const SignIn = lazy(() => import("@/portals/public/sign-in"));
const SignUp = lazy(() => import("@/portals/public/sign-up"));
const VerifyEmail = lazy(() => import("@/portals/public/verify-email"));
const ResetPassword = lazy(() => import("@/portals/public/reset-password"));
const VerifyCertificate = lazy(() => import("@/portals/public/verify-certificate"));
const Hourly = lazy(() => import("@/portals/public/hourly"));
const Camera = lazy(() => import("@/portals/public/camera"));
const Welcome = lazy(() => import("@/portals/public/welcome"));
const WorkerPortal = lazy(() => import("@/portals/worker/portal"));

const WORKER_PATHS = ["/apply", "/interview", "/report", "/learn/*?", "/train/:skill", "/test-call/:skill", "/test-calls", "/exam/:skill", "/device", "/desk", "/earnings/:id?", "/appeals/:id?", "/statements/:id?", "/me"];

function NotFound() {
  const { t } = useTranslation("common");
  return (
    <Page title={t("not_found")} lead={t("not_found_hint")} isNarrow>
      <div>
        <ButtonLink href="/">{t("to_home")}</ButtonLink>
      </div>
    </Page>
  );
}

function Home() {
  const session = useSession();
  return session.status === "signed" ? <WorkerPortal /> : <PublicScreen screen={<Welcome />} />;
}

function PublicScreen({ screen }: { screen: React.ReactNode }) {
  return (
    <PublicShell>
      <Suspense fallback={<Skeleton />}>{screen}</Suspense>
    </PublicShell>
  );
}

export function WorkRouter() {
  const [path] = useLocation();
  return (
    <ErrorBoundary resetKey={path}>
      <Switch>
        <Route path="/"><Home /></Route>
        <Route path="/sign-in"><PublicScreen screen={<SignIn />} /></Route>
        <Route path="/sign-up"><PublicScreen screen={<SignUp />} /></Route>
        <Route path="/verify-email"><PublicScreen screen={<VerifyEmail />} /></Route>
        <Route path="/reset-password"><PublicScreen screen={<ResetPassword />} /></Route>
        <Route path="/verify/:id">{({ id }) => <PublicScreen screen={<VerifyCertificate id={id} />} />}</Route>
        <Route path="/camera/:code">{({ code }) => <PublicScreen screen={<Camera code={code} />} />}</Route>
        <Route path="/hourly"><PublicScreen screen={<Hourly />} /></Route>
        {WORKER_PATHS.map((each) => (
          <Route key={each} path={each}><WorkerPortal /></Route>
        ))}
        <Route><PublicScreen screen={<NotFound />} /></Route>
      </Switch>
    </ErrorBoundary>
  );
}
