/** Home: the way from nothing to a first answered chat, and today's numbers once it runs. */
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { ConversationRow, Escrow, Page as Rows, Project } from "@/api/types";
import { useGet } from "@/console/data";
import { Ask, Card, Figure, Figures, Page } from "@/console/parts";
import type { WallView } from "@/api/types";
import { clock, money, number, percent } from "@/i18n/format";
import { Cost } from "./cost";
import css from "./enterprise.module.css";
import { demoUrl } from "./snippet";

interface Step {
  key: string;
  done: boolean;
  to: string;
  outside?: boolean;
}

export function Home() {
  const { t } = useTranslation(["enterprise", "console"]);
  const projects = useGet<Rows<Project>>("/projects", { limit: 50 });
  const escrow = useGet<Escrow>("/escrow");
  const talks = useGet<Rows<ConversationRow>>("/conversations", { limit: 1 });
  const wall = useGet<WallView>("/wall", undefined, 5000);
  return (
    <Page title={t("home.title")}>
      <Ask of={projects}>{({ items }) => <Checklist projects={items} escrow={escrow.data} talked={(talks.data?.items.length ?? 0) > 0} />}</Ask>
      <Card title={t("home.now")}>
        <Ask of={wall}>{(data) => <Now wall={data} />}</Ask>
      </Card>
      <Card title={t("escrow.title")}>
        <Ask of={escrow}>
          {(data) => (
            <Figures>
              <Figure label={t("escrow.free")} value={money(data.free)} to="/escrow" />
              <Figure label={t("escrow.reserved")} value={money(data.reserved)} to="/escrow" />
              <Figure label={t("escrow.spent")} value={money(data.spent)} to="/escrow" />
            </Figures>
          )}
        </Ask>
      </Card>
      <Cost />
    </Page>
  );
}

function Now({ wall }: { wall: WallView }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const { queues } = wall;
  const longest = Math.max(0, ...queues.map((queue) => queue.longest_wait_s ?? 0));
  const levels = queues.flatMap((queue) => (typeof queue.service_level_pct === "number" ? [queue.service_level_pct] : []));
  return (
    <Figures>
      <Figure label={t("console:waiting")} value={number(queues.reduce((sum, queue) => sum + queue.waiting, 0))} to="/tasks?state=pending" />
      <Figure label={t("console:longest_wait")} value={clock(longest)} to="/wall" />
      <Figure label={t("console:serving")} value={number(queues.reduce((sum, queue) => sum + queue.serving, 0))} to="/tasks?state=assigned" />
      <Figure label={t("console:service_level")} value={levels.length ? percent(levels.reduce((a, b) => a + b, 0) / levels.length / 100, 1) : "–"} to="/wall" hint={t("console:service_level_hint")} />
    </Figures>
  );
}

function Checklist({ projects, escrow, talked }: { projects: Project[]; escrow?: Escrow; talked: boolean }) {
  const { t } = useTranslation("enterprise");
  const first = projects.find((one) => one.state === "live") ?? projects[0];
  const paid = escrow ? escrow.free.minor + escrow.reserved.minor + escrow.spent.minor > 0 : false;
  const at = first ? `/projects/${first.id}` : "/projects/new";
  const steps: Step[] = [
    { key: "project", done: projects.length > 0, to: at },
    { key: "escrow", done: paid, to: "/escrow?deposit=1" },
    { key: "widget", done: talked, to: at },
    first ? { key: "test", done: talked, to: demoUrl(first.widget_token), outside: true } : { key: "test", done: talked, to: at },
    { key: "live", done: projects.some((one) => one.state === "live"), to: at },
  ];
  const left = steps.filter((step) => !step.done).length;
  if (left === 0) return null;
  const next = steps.find((step) => !step.done)?.key;
  return (
    <Card title={t("home.checklist", { done: steps.length - left, all: steps.length })}>
      <ol className={css.steps}>
        {steps.map((step) => (
          <li key={step.key} data-done={step.done || undefined} aria-current={step.key === next ? "step" : undefined}>
            <span aria-hidden className={css.tick}>
              {step.done ? "✓" : ""}
            </span>
            <div>
              {step.outside ? (
                <a href={step.to} target="_blank" rel="noreferrer">
                  {t(`step.${step.key}`)}
                </a>
              ) : (
                <Link href={step.to}>{t(`step.${step.key}`)}</Link>
              )}{" "}
              <small>{step.done ? t("step.done") : t("step.open")}</small>
              <p>{t(`step.${step.key}_why`)}</p>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
