/** Screens of the platform's administrators. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Route, Switch } from "wouter";
import { Nothing, Page, Wait } from "@/console/parts";
import { Overview } from "./overview";

const Inbox = lazy(() => import("./inbox").then((module) => ({ default: module.Inbox })));
const Quality = lazy(() => import("./quality").then((module) => ({ default: module.Quality })));
const Reviews = lazy(() => import("./reviews").then((module) => ({ default: module.Reviews })));
const Rules = lazy(() => import("./rules").then((module) => ({ default: module.Rules })));
const Workers = lazy(() => import("./workers").then((module) => ({ default: module.Workers })));
const Decisions = lazy(() => import("./decisions").then((module) => ({ default: module.Decisions })));
const Audit = lazy(() => import("./audit").then((module) => ({ default: module.Audit })));
const Journal = lazy(() => import("./journal").then((module) => ({ default: module.Journal })));
const Procedures = lazy(() => import("@/console/procedures").then((module) => ({ default: module.Procedures })));
const Scenarios = lazy(() => import("@/console/scenarios").then((module) => ({ default: module.Scenarios })));
const ScenarioPage = lazy(() => import("@/console/scenarios").then((module) => ({ default: module.ScenarioPage })));
const ProcedurePage = lazy(() => import("@/console/procedures").then((module) => ({ default: module.ProcedurePage })));
const Policies = lazy(() => import("./policies").then((module) => ({ default: module.Policies })));
const FleetScreen = lazy(() => import("./fleet").then((module) => ({ default: module.FleetScreen })));
const IncidentsScreen = lazy(() => import("./incidents").then((module) => ({ default: module.IncidentsScreen })));
const Jobs = lazy(() => import("./jobs").then((module) => ({ default: module.Jobs })));
const Settlements = lazy(() => import("./settlements").then((module) => ({ default: module.Settlements })));
const Credit = lazy(() => import("./credit").then((module) => ({ default: module.Credit })));
const ConversationPage = lazy(() => import("@/console/conversation").then((module) => ({ default: module.ConversationPage })));
const Cases = lazy(() => import("./cases").then((module) => ({ default: module.Cases })));
const Privacy = lazy(() => import("./privacy").then((module) => ({ default: module.Privacy })));
const Wall = lazy(() => import("@/console/wall").then((module) => ({ default: module.Wall })));
const Tasks = lazy(() => import("@/console/tasks").then((module) => ({ default: module.Tasks })));
const Notices = lazy(() => import("@/console/notices").then((module) => ({ default: module.Notices })));
const Settings = lazy(() => import("@/console/settings").then((module) => ({ default: module.Settings })));

/** The states of the wall in the words of tasks. */
const TASKS: Record<string, string> = { waiting: "pending", serving: "assigned", closed: "completed" };

const behind = (project: string | undefined, state: string): string => {
  const query = new URLSearchParams();
  const task = TASKS[state];
  if (task) query.set("state", task);
  if (project) query.set("project", project);
  return `/tasks?${query}`;
};

export default function Admin() {
  const { t } = useTranslation(["admin", "console"]);
  return (
    <Suspense fallback={<Wait lines={6} />}>
      <Switch>
        <Route path="/" component={Overview} />
        <Route path="/inbox" component={Inbox} />
        <Route path="/quality" component={Quality} />
        <Route path="/reviews" component={Reviews} />
        <Route path="/interview-rules" component={Rules} />
        <Route path="/workers" component={Workers} />
        <Route path="/decisions/:id?">{({ id }) => <Decisions id={id} />}</Route>
        <Route path="/audit" component={Audit} />
        <Route path="/journal" component={Journal} />
        <Route path="/policies/:hash?">{({ hash }) => <Policies hash={hash} />}</Route>
        <Route path="/fleet" component={FleetScreen} />
        <Route path="/incidents/:id?">{({ id }) => <IncidentsScreen id={id} />}</Route>
        <Route path="/jobs" component={Jobs} />
        <Route path="/settlements" component={Settlements} />
        <Route path="/credit" component={Credit} />
        <Route path="/cases/:id?">{({ id }) => <Cases key={id} id={id} />}</Route>
        <Route path="/privacy" component={Privacy} />
        <Route path="/procedures" component={Procedures} />
        <Route path="/procedures/:name">{({ name }) => <ProcedurePage key={name} name={decodeURIComponent(name)} />}</Route>
        <Route path="/scenarios" component={Scenarios} />
        <Route path="/scenarios/:name">{({ name }) => <ScenarioPage key={name} name={decodeURIComponent(name)} />}</Route>
        <Route path="/wall">
          <Wall behind={behind} />
        </Route>
        <Route path="/tasks">
          <Tasks withConversations />
        </Route>
        <Route path="/conversations/:id">{({ id }) => <ConversationPage key={id} id={id} />}</Route>
        <Route path="/notifications" component={Notices} />
        <Route path="/settings" component={Settings} />
        <Route>
          <Page title={t("console:not_found")}>
            <Nothing why={t("console:not_found_why")} />
          </Page>
        </Route>
      </Switch>
    </Suspense>
  );
}
