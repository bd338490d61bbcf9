/** One project: its state, how to put it on a page, how well it is served, what it costs. */
import { App, Button, Checkbox, Input } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HourLevel, Project, ServiceLevel } from "@/api/types";
import { Chart } from "@/console/chart";
import { useAct, useGet } from "@/console/data";
import { LinkButton } from "@/console/link-button";
import { Ask, Card, Choice, Copy, Facts, Figure, Figures, Json, Labelled, Mute, Nothing, Page, Refusal, Row, Stack, State, When } from "@/console/parts";
import { clock, number, percent } from "@/i18n/format";
import { locale } from "@/i18n";
import { toast } from "@/kit/state";
import { ChannelCard } from "./channel";
import { Cost } from "./cost";
import { usePolicyName, usePolicyOptions } from "./masking-policies";
import { PriceSplit } from "./price-split";
import { parseOrigins } from "./project-new";
import { SaveForm } from "./save-form";
import { useSkillName } from "./skills";
import { demoUrl } from "./snippet";


export function ProjectPage({ id }: { id: string }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const project = useGet<Project>(`/projects/${id}`);
  return (
    <Page
      title={project.data?.name ?? t("project.title")}
      crumbs={[[t("projects.title"), "/projects"]]}
      actions={
        project.data && (
          <>
            <State of={project.data.state} />
            <Switch project={project.data} />
            <LinkButton to={`/conversations?project=${id}`}>{t("project.conversations")}</LinkButton>
          </>
        )
      }
    >
      <Ask of={project} lines={10}>
        {(data) => (
          <>
            <Widget project={data} />
            <ChannelCard project={data} />
            <Level id={id} />
            <Cost project={id} />
            <Rules project={data} />
          </>
        )}
      </Ask>
    </Page>
  );
}

function Switch({ project }: { project: Project }) {
  const { t } = useTranslation("enterprise");
  const { modal } = App.useApp();
  const save = useAct<{ state: "live" | "paused" }, Project>({ path: `/projects/${project.id}`, method: "PUT" });
  const live = project.state === "live";
  const change = () => save.mutate({ state: live ? "paused" : "live" }, { onSuccess: () => toast(live ? t("project.paused_note") : t("project.live_note")) });
  const ask = () => {
    // Pausing turns customers away, so it is asked once more.
    if (live) void modal.confirm({ title: t("project.pause_ask"), content: t("project.pause_why"), okText: t("project.pause"), cancelText: t("common:cancel"), onOk: change });
    else change();
  };
  return (
    <>
      <Button type={live ? "default" : "primary"} onClick={ask} loading={save.isPending}>
        {live ? t("project.pause") : t("project.go_live")}
      </Button>
      {save.error && <Refusal error={save.error} />}
    </>
  );
}

function Widget({ project }: { project: Project }) {
  const { t } = useTranslation("enterprise");
  const widget = useGet<{ token: string; snippet: string }>(`/projects/${project.id}/widget`);
  return (
    <Card title={t("widget.title")}>
      <p>{t("widget.intro")}</p>
      <Ask of={widget} lines={2}>
        {({ snippet, token }) => (
          <>
            <Json label={t("widget.snippet")} value={snippet} />
            <Row>
              <Copy value={snippet} label={t("widget.copy")} />
              <a href={demoUrl(token)} target="_blank" rel="noreferrer">
                {t("widget.try")}
              </a>
            </Row>
          </>
        )}
      </Ask>
      <Mute>{project.origins.length ? t("widget.origins", { list: project.origins.join(", ") }) : t("widget.any_origin")}</Mute>
    </Card>
  );
}

function Level({ id }: { id: string }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const level = useGet<ServiceLevel>(`/projects/${id}/service-level`, undefined, 10_000);
  return (
    <Card title={t("level.title")}>
      <Ask of={level} lines={6}>
        {(data) => (
          <>
            <Figures>
              <Figure label={t("level.within")} value={share(data.within_20s_pct)} to={`/conversations?project=${id}`} hint={t("console:service_level_hint")} />
              <Figure label={t("level.offered")} value={number(data.offered)} to={`/tasks?project=${id}`} />
              <Figure label={t("level.answered")} value={number(data.answered)} to={`/tasks?project=${id}&state=completed`} />
              <Figure label={t("level.wait")} value={seconds(data.avg_wait_s)} />
              <Figure label={t("level.first_reply")} value={seconds(data.avg_first_reply_s)} />
              <Figure label={t("level.rating")} value={typeof data.rating_avg === "number" ? t("level.stars", { n: number(data.rating_avg, { maximumFractionDigits: 1 }) }) : "–"} to={`/conversations?project=${id}&state=closed`} />
            </Figures>
            {data.offered === 0 ? <Nothing why={t("level.none")} /> : <Hours hours={data.by_hour} />}
          </>
        )}
      </Ask>
    </Card>
  );
}

const share = (value: number | null | undefined) => (typeof value === "number" ? percent(value / 100, 1) : "–");
const seconds = (value: number | null | undefined) => (typeof value === "number" ? clock(value) : "–");

function Hours({ hours }: { hours: HourLevel[] }) {
  const { t, i18n } = useTranslation("enterprise");
  const shown = useMemo(() => {
    const hour = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" });
    return {
      at: hours.map((one) => hour.format(new Date(one.from))),
      series: [
        { name: t("level.offered"), kind: "bar" as const, values: hours.map((one) => one.offered), say: (value: number) => number(value) },
        { name: t("level.within"), kind: "line" as const, values: hours.map((one) => one.within_20s_pct ?? null), say: (value: number) => percent(value / 100, 1) },
      ],
    };
    // The words follow the language.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [JSON.stringify(hours), i18n.language]);
  return <Chart label={t("level.chart")} along={t("level.hour")} {...shown} />;
}

function Rules({ project }: { project: Project }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const skill = useSkillName();
  return (
    <Card title={t("project.rules")}>
      <Facts
        of={[
          [t("project.skill"), skill(project.skill)],
          [t("project.channel"), t("project.chat")],
          [t("project.policy"), <PolicyChoice key="p" project={project} />],
          [t("project.sensitivity"), t(`sensitivity.${project.sensitivity}`)],
          [t("project.drawn"), <DrawnChoice key="d" project={project} />],
          [t("project.created"), <When key="c" at={project.created_at} />],
        ]}
      />
      <PriceSplit price={project.price} feeBp={project.fee_bp} worker={project.worker_pay} />
      <Origins project={project} />
    </Card>
  );
}

/** Whether workers get pictures instead of text; the most sensitive work always does. */
function DrawnChoice({ project }: { project: Project }) {
  const { t } = useTranslation("enterprise");
  const change = useAct<{ is_drawn: boolean }>({ method: "PUT", path: `/projects/${project.id}` });
  const isAlways = project.sensitivity >= 3;
  return (
    <Stack>
      <Checkbox checked={project.is_drawn || isAlways} disabled={isAlways || change.isPending} onChange={(event) => change.mutate({ is_drawn: event.target.checked })}>
        {t(isAlways ? "project.drawn_always" : "project.drawn_on")}
      </Checkbox>
      <Mute>{t("project.drawn_why")}</Mute>
      {change.error ? <Refusal error={change.error} /> : null}
    </Stack>
  );
}

/** Another policy holds from the next message on. */
function PolicyChoice({ project }: { project: Project }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const options = usePolicyOptions();
  const name = usePolicyName();
  const save = useAct<{ masking_policy: string }, Project>({ path: `/projects/${project.id}`, method: "PUT" });
  const all = options.some(([id]) => id === project.masking_policy) ? options : [[project.masking_policy, name(project.masking_policy)] as [string, string], ...options];
  return (
    <>
      <Choice hideLabel label={t("project.policy")} value={project.masking_policy} options={all} onChange={(policy) => save.mutate({ masking_policy: policy }, { onSuccess: () => toast(t("console:saved")) })} />
      {save.error && <Refusal error={save.error} />}
    </>
  );
}

function Origins({ project }: { project: Project }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const [text, setText] = useState(project.origins.join("\n"));
  const [fault, setFault] = useState<string>();
  const save = useAct<{ origins: string[] }, Project>({ path: `/projects/${project.id}`, method: "PUT" });
  const keep = () => {
    const origins = parseOrigins(text);
    setFault(origins ? undefined : t("fault.origins"));
    if (origins) save.mutate({ origins }, { onSuccess: () => toast(t("console:saved")) });
  };
  return (
    <SaveForm act={save} onSave={keep}>
      <Labelled label={t("project.origins")} hint={t("project.origins_hint")} error={fault}>
        {(ids) => <Input.TextArea {...ids} rows={2} value={text} onChange={(event) => setText(event.target.value)} />}
      </Labelled>
    </SaveForm>
  );
}
