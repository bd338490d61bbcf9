/** The privacy desk: clocks of every class, erasures and their certificates, copies, and holds that two people place and lift. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useAct, useGet, useList } from "@/console/data";
import { Ask, Card, Choice, Json, Labelled, Mark, Mute, Page, Refusal, Row, Short, Stack, When } from "@/console/parts";
import { PlainTable, Rows } from "@/console/rows";
import { number } from "@/i18n/format";
import { toast } from "@/kit/state";

type Clock = components["schemas"]["RetentionClock"];
type Erasure = components["schemas"]["ErasureView"];
type Certified = components["schemas"]["Certified"];
type Hold = components["schemas"]["LegalHold"];
type Copy = components["schemas"]["DataExport"];
type About = { account_id?: string; conversation_id?: string; tenant_id?: string };

const CLASSES = ["account", "device", "recruitment", "training", "conversation", "work", "quality", "money", "audit", "privacy", "operation"];

export function Privacy() {
  const { t } = useTranslation(["admin", "console"]);
  return (
    <Page title={t("privacy.title")} intro={t("privacy.intro")}>
      <Clocks />
      <Erasures />
      <Holds />
      <Copies />
    </Page>
  );
}

function Clocks() {
  const { t } = useTranslation(["admin", "console"]);
  const clocks = useGet<{ items: Clock[] }>("/retention", undefined, 30_000);
  const run = useAct<null>({ path: "/retention/run" });
  const [one, setOne] = useState("");
  const spoken = (clock: Clock) => {
    if (clock.with) return t("privacy.with", { table: clock.with });
    if (clock.days === null || clock.days === undefined) return t("privacy.no_clock");
    return t(clock.empties.length ? "privacy.empties_after" : "privacy.days_after", { n: number(clock.days), from: clock.from });
  };
  return (
    <Card title={t("privacy.clocks")}>
      <Stack>
        <Mute>{t("privacy.clocks_text")}</Mute>
        <Row>
          <Choice label={t("privacy.class")} value={one} onChange={setOne} options={[["", t("console:all")], ...CLASSES.map((name): [string, string] => [name, t(`privacy.class_${name}`)])]} />
          <Button loading={run.isPending} onClick={() => run.mutate(null, { onSuccess: () => toast(t("privacy.ran")) })}>
            {t("privacy.run")}
          </Button>
        </Row>
        {one ? <Mute>{t(`privacy.purpose_${one}`)}</Mute> : null}
        {run.error && <Refusal error={run.error} />}
        <Ask of={clocks} lines={8}>
          {({ items }) => (
            <PlainTable
              label={t("privacy.clocks")}
              rows={items.filter((clock) => !one || clock.class === one)}
              id={(clock) => clock.table}
              columns={[
                { title: t("privacy.class"), cell: (clock) => t(`privacy.class_${clock.class}`) },
                { title: t("privacy.table"), cell: (clock) => <code>{clock.table}</code> },
                { title: t("privacy.clock"), cell: spoken },
                { title: t("privacy.by"), cell: (clock) => (clock.by ? t(`privacy.by_${clock.by}`) : clock.days ? t("privacy.by_desk") : "–") },
                { title: t("privacy.law"), cell: (clock) => (clock.law ? t(`privacy.law_${clock.law}`) : "–") },
                { title: t("privacy.rows"), end: true, cell: (clock) => (clock.rows === null || clock.rows === undefined ? "–" : number(clock.rows)) },
                { title: t("privacy.next"), cell: (clock) => <When at={clock.next_at} /> },
                { title: t("privacy.last"), cell: (clock) => <When at={clock.ran_at} /> },
                { title: t("privacy.deleted"), end: true, cell: (clock) => (clock.deleted_ever ? number(clock.deleted_ever) : "–") },
                { title: t("privacy.held"), end: true, cell: (clock) => (clock.held ? <Mark tone="warn">{number(clock.held)}</Mark> : "–") },
              ]}
            />
          )}
        </Ask>
      </Stack>
    </Card>
  );
}

/** Whom something is about, as an administrator names them. */
function useAbout(withTenant: boolean) {
  const { t } = useTranslation("admin");
  const [kind, setKind] = useState<"account_id" | "conversation_id" | "tenant_id">("account_id");
  const [id, setId] = useState("");
  const kinds: [string, string][] = [["account_id", t("privacy.an_account")], ["conversation_id", t("privacy.a_conversation")]];
  if (withTenant) kinds.push(["tenant_id", t("privacy.an_enterprise")]);
  const about: About | null = id.trim() ? { [kind]: id.trim() } : null;
  const fields = (
    <>
      <Choice label={t("privacy.about")} value={kind} onChange={(next) => setKind(next as typeof kind)} options={kinds} />
      <Labelled label={t("privacy.number")} hint={t("privacy.number_hint")}>
        {(ids) => <Input {...ids} autoComplete="off" value={id} onChange={(event) => setId(event.target.value)} />}
      </Labelled>
    </>
  );
  return { about, fields, clear: () => setId("") };
}

function Erasures() {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<Erasure>("/erasures", undefined, 10_000);
  const { about, fields, clear } = useAbout(false);
  const ask = useAct<About>({ path: "/erasures" });
  const carry = useAct<string>({ path: (id) => `/erasures/${id}/carry-out`, body: () => undefined });
  return (
    <Card title={t("privacy.erasures")}>
      <Stack>
        <Mute>{t("privacy.erasures_text")}</Mute>
        {fields}
        <Row>
          <Button danger disabled={!about} loading={ask.isPending} onClick={() => about && ask.mutate(about, { onSuccess: () => { clear(); toast(t("privacy.erasure_asked")); } })}>
            {t("privacy.erase")}
          </Button>
        </Row>
        {ask.error && <Refusal error={ask.error} />}
        {carry.error && <Refusal error={carry.error} />}
        <Rows
          list={list}
          label={t("privacy.erasures")}
          id={(one) => one.id}
          file="erasures"
          empty={t("privacy.no_erasures")}
          expand={(one) => (one.state === "done" ? <Certificate id={one.id} /> : <Blocked of={one} />)}
          columns={[
            { title: t("privacy.who"), cell: (one) => <Row><Mark>{t(`privacy.kind_${one.kind}`)}</Mark><Short id={one.subject_id} /></Row>, csv: (one) => one.subject_id },
            { title: t("console:state"), cell: (one) => <Mark tone={one.state === "done" ? "good" : one.blocked.length ? "warn" : "calm"}>{t(`privacy.erasure_${one.state}`)}</Mark>, csv: (one) => one.state },
            { title: t("privacy.waits_for"), cell: (one) => [...new Set(one.blocked.map((each) => t(`privacy.reason_${each.reason}`)))].join(" · ") || "–", csv: (one) => one.blocked.map((each) => each.reason).join(" ") },
            { title: t("privacy.asked"), cell: (one) => <When at={one.created_at} />, csv: (one) => one.created_at },
            { title: t("privacy.due"), cell: (one) => <When at={one.done_at ?? one.due_at} />, csv: (one) => one.due_at },
            { title: t("privacy.act"), cell: (one) => (one.state === "waiting" ? <Button size="small" loading={carry.isPending && carry.variables === one.id} onClick={() => carry.mutate(one.id)}>{t("privacy.carry_out")}</Button> : "–") },
          ]}
        />
      </Stack>
    </Card>
  );
}

function Blocked({ of }: { of: Erasure }) {
  const { t } = useTranslation("admin");
  if (!of.blocked.length) return <Mute>{t("privacy.nothing_open")}</Mute>;
  return (
    <ul>
      {of.blocked.map((one) => (
        <li key={one.table}>
          {t(`privacy.reason_${one.reason}`)}: {number(one.rows)} · <code>{one.table}</code>
        </li>
      ))}
    </ul>
  );
}

function Certificate({ id }: { id: string }) {
  const { t } = useTranslation(["admin", "console"]);
  const found = useGet<Certified>(`/public/erasures/${id}`);
  return (
    <Ask of={found} lines={4}>
      {({ certificate, signature, proof }) => (
        <Stack>
          <Mute>{t("privacy.certificate_text", { keys: number(certificate.keys_destroyed), tables: number(Object.keys(certificate.touched).length) })}</Mute>
          <PlainTable
            label={t("privacy.kept")}
            rows={certificate.kept}
            id={(one) => one.table}
            columns={[
              { title: t("privacy.kept"), cell: (one) => <code>{one.table}</code> },
              { title: t("privacy.rows"), end: true, cell: (one) => number(one.rows) },
              { title: t("privacy.law"), cell: (one) => t(`privacy.law_${one.law}`) },
              { title: t("privacy.until"), cell: (one) => <When at={one.until} /> },
            ]}
          />
          <Mute>{proof ? t("privacy.leaf", { seq: number(proof.seq), size: number(proof.checkpoint.size) }) : t("privacy.leaf_waits")}</Mute>
          <Json value={{ certificate, signature }} label={t("privacy.certificate")} />
        </Stack>
      )}
    </Ask>
  );
}

const STEPS: Record<string, string[]> = { proposed: ["confirm"], active: ["lift"], lifting: ["confirm_lift", "keep"] };

function Holds() {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<Hold>("/holds", undefined, 10_000);
  const { about, fields, clear } = useAbout(true);
  const [reason, setReason] = useState("");
  const place = useAct<About & { reason: string }>({ path: "/holds" });
  const step = useAct<{ id: string; step: string }>({ path: ({ id }) => `/holds/${id}/steps`, body: ({ step: next }) => ({ step: next }) });
  const done = () => {
    clear();
    setReason("");
    toast(t("privacy.hold_placed"));
  };
  return (
    <Card title={t("privacy.holds")}>
      <Stack>
        <Mute>{t("privacy.holds_text")}</Mute>
        {fields}
        <Labelled label={t("privacy.hold_reason")} hint={t("privacy.hold_reason_hint")}>
          {(ids) => <Input {...ids} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Labelled>
        <Row>
          <Button disabled={!about || !reason.trim()} loading={place.isPending} onClick={() => about && place.mutate({ ...about, reason: reason.trim() }, { onSuccess: done })}>
            {t("privacy.hold_place")}
          </Button>
        </Row>
        {place.error && <Refusal error={place.error} />}
        {step.error && <Refusal error={step.error} />}
        <Rows
          list={list}
          label={t("privacy.holds")}
          id={(one) => one.id}
          file="holds"
          empty={t("privacy.no_holds")}
          columns={[
            { title: t("privacy.who"), cell: (one) => <Row><Mark>{t(`privacy.kind_${one.kind}`)}</Mark><Short id={one.target_id} /></Row>, csv: (one) => one.target_id },
            { title: t("privacy.hold_reason"), cell: (one) => one.reason, csv: (one) => one.reason },
            { title: t("console:state"), cell: (one) => <Mark tone={STEPS[one.state] ? "warn" : "calm"}>{t(`privacy.hold_${one.state}`)}</Mark>, csv: (one) => one.state },
            { title: t("privacy.asked"), cell: (one) => <When at={one.created_at} />, csv: (one) => one.created_at },
            {
              title: t("privacy.act"),
              cell: (one) => (
                <Row>
                  {(STEPS[one.state] ?? []).map((next) => (
                    <Button key={next} size="small" onClick={() => step.mutate({ id: one.id, step: next })}>
                      {t(`privacy.step_${next}`)}
                    </Button>
                  ))}
                </Row>
              ),
            },
          ]}
        />
      </Stack>
    </Card>
  );
}

function Copies() {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<Copy>("/exports", undefined, 10_000);
  const { about, fields, clear } = useAbout(false);
  const ask = useAct<About>({ path: "/exports" });
  return (
    <Card title={t("privacy.copies")}>
      <Stack>
        <Mute>{t("privacy.copies_text")}</Mute>
        {fields}
        <Row>
          <Button disabled={!about} loading={ask.isPending} onClick={() => about && ask.mutate(about, { onSuccess: () => { clear(); toast(t("privacy.copy_asked")); } })}>
            {t("privacy.copy")}
          </Button>
        </Row>
        {ask.error && <Refusal error={ask.error} />}
        <Rows
          list={list}
          label={t("privacy.copies")}
          id={(one) => one.id}
          file="copies"
          empty={t("privacy.no_copies")}
          columns={[
            { title: t("privacy.who"), cell: (one) => <Row><Mark>{t(`privacy.kind_${one.kind}`)}</Mark><Short id={one.subject_id} /></Row>, csv: (one) => one.subject_id },
            { title: t("console:state"), cell: (one) => <Mark tone={one.state === "ready" ? "good" : "calm"}>{t(`privacy.copy_${one.state}`)}</Mark>, csv: (one) => one.state },
            { title: t("privacy.progress"), cell: (one) => `${number(one.done)} / ${number(one.total)}`, csv: (one) => one.done },
            { title: t("privacy.rows"), end: true, cell: (one) => number(one.rows), csv: (one) => one.rows },
            { title: t("privacy.asked"), cell: (one) => <When at={one.created_at} />, csv: (one) => one.created_at },
            { title: t("privacy.until"), cell: (one) => <When at={one.expires_at} />, csv: (one) => one.expires_at },
          ]}
        />
      </Stack>
    </Card>
  );
}
