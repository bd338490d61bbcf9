/** Screens of an enterprise. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Route, Switch } from "wouter";
import { Nothing, Page, Wait } from "@/console/parts";
import { Home } from "./home";

const Projects = lazy(() => import("./projects").then((module) => ({ default: module.Projects })));
const NewProject = lazy(() => import("./project-new").then((module) => ({ default: module.NewProject })));
const ProjectPage = lazy(() => import("./project").then((module) => ({ default: module.ProjectPage })));
const MaskingPolicies = lazy(() => import("./masking-policies").then((module) => ({ default: module.MaskingPolicies })));
const MaskingPolicy = lazy(() => import("./masking-policy").then((module) => ({ default: module.MaskingPolicyPage })));
const PatrolRules = lazy(() => import("./patrol-rules").then((module) => ({ default: module.PatrolRulesPage })));
const Procedures = lazy(() => import("@/console/procedures").then((module) => ({ default: module.Procedures })));
const Scenarios = lazy(() => import("@/console/scenarios").then((module) => ({ default: module.Scenarios })));
const ScenarioPage = lazy(() => import("@/console/scenarios").then((module) => ({ default: module.ScenarioPage })));
const ProcedurePage = lazy(() => import("@/console/procedures").then((module) => ({ default: module.ProcedurePage })));
const Evaluations = lazy(() => import("@/console/evaluations").then((module) => ({ default: module.Evaluations })));
const Escrow = lazy(() => import("./escrow").then((module) => ({ default: module.EscrowPage })));
const Conversations = lazy(() => import("./conversations").then((module) => ({ default: module.Conversations })));
const ConversationPage = lazy(() => import("@/console/conversation").then((module) => ({ default: module.ConversationPage })));
const Orders = lazy(() => import("./orders").then((module) => ({ default: module.Orders })));
const Invoices = lazy(() => import("./invoices").then((module) => ({ default: module.Invoices })));
const Members = lazy(() => import("./members").then((module) => ({ default: module.Members })));
const Wall = lazy(() => import("@/console/wall").then((module) => ({ default: module.Wall })));
const Tasks = lazy(() => import("@/console/tasks").then((module) => ({ default: module.Tasks })));
const Notices = lazy(() => import("@/console/notices").then((module) => ({ default: module.Notices })));
const Settings = lazy(() => import("@/console/settings").then((module) => ({ default: module.Settings })));

/** Who waits or is served is a matter of tasks; what is over, of conversations. */
const TASKS: Record<string, string> = { waiting: "pending", serving: "assigned" };

const behind = (project: string | undefined, state: string): string => {
  const query = new URLSearchParams();
  const task = TASKS[state];
  if (task ?? state === "closed") query.set("state", task ?? state);
  if (project) query.set("project", project);
  return `${task ? "/tasks" : "/conversations"}?${query}`;
};

export default function Enterprise() {
  const { t } = useTranslation(["enterprise", "console"]);
  return (
    <Suspense fallback={<Wait lines={6} />}>
      <Switch>
        <Route path="/" component={Home} />
        <Route path="/projects" component={Projects} />
        <Route path="/projects/new" component={NewProject} />
        <Route path="/projects/:id">{({ id }) => <ProjectPage key={id} id={id} />}</Route>
        <Route path="/masking" component={MaskingPolicies} />
        <Route path="/masking/:id">{({ id }) => <MaskingPolicy key={id} id={id} />}</Route>
        <Route path="/patrol" component={PatrolRules} />
        <Route path="/quality">
          <Evaluations />
        </Route>
        <Route path="/escrow" component={Escrow} />
        <Route path="/orders" component={Orders} />
        <Route path="/invoices" component={Invoices} />
        <Route path="/conversations" component={Conversations} />
        <Route path="/conversations/:id">{({ id }) => <ConversationPage key={id} id={id} />}</Route>
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
        <Route path="/notifications" component={Notices} />
        <Route path="/members" component={Members} />
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
