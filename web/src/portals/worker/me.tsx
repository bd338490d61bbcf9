/** The person's own page: profile, consents, notices and their settings, sign-ins, and every decision made about them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { PASSWORD_MIN, changePassword, reloadMe, signOut } from "@/api/auth";
import { post, put, remove } from "@/api/client";
import { decisions, evaluations, notices, noticeSettings, sessions } from "@/api/queries/worker";
import { useMe } from "@/api/session";
import type { DecisionView, EvaluationPage, Notice, NoticeSetting } from "@/api/types";
import { LOCALES, setLocale, type Locale } from "@/i18n";
import { ago, dateTime } from "@/i18n/format";
import { Badge, Button, ButtonLink, Card, FormCard, List, Muted, Row, Stack } from "@/kit/basics";
import { Check, Field, Select } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { Reasons } from "@/kit/show";
import { Empty, ErrorState, Loaded, toast } from "@/kit/state";
import { Tabs } from "@/kit/tabs";
import { useSubmit } from "@/kit/use-submit";
import { ConsentList } from "./apply";

function Profile() {
  const { t } = useTranslation(["me", "common"]);
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [language, setLanguage] = useState<string>(me.locale);
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await put("/me", { name: name.trim(), locale: language });
    await reloadMe();
    await setLocale(language as Locale);
    toast(t("common:saved"));
  });
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("profile")}>
      <Field label={t("name")} required maxLength={80} value={name} onValue={setName} fault={problem?.field("name")} />
      <Field label={t("email")} value={me.email_masked} readOnly hint={t("email_hint")} />
      <Select label={t("language")} value={language} onValue={setLanguage} options={LOCALES.map((each) => ({ id: each, text: t(each === "en" ? "common:language_en" : "common:language_zh") }))} />
      {problem ? <ErrorState error={problem} /> : null}
      <Row isBetween>
        <Button type="submit" look="main" isBusy={isBusy} disabled={!name.trim()}>
          {t("common:save")}
        </Button>
        <Row>
          <ButtonLink href="/device" icon="device">
            {t("device")}
          </ButtonLink>
          <Button icon="out" onClick={() => void signOut()}>
            {t("common:sign_out")}
          </Button>
        </Row>
      </Row>
    </FormCard>
  );
}

function Consents() {
  const { t } = useTranslation("me");
  const me = useMe();
  return (
    <Card aria-label={t("consents")}>
      <p>{t("consents_text")}</p>
      <ConsentList consents={me.consents} />
    </Card>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { t, i18n } = useTranslation("me");
  const client = useQueryClient();
  const read = useSubmit(async () => {
    await post(`/me/notifications/${notice.id}/read`);
    await client.invalidateQueries({ queryKey: ["notices"] });
  });
  const word = [notice.params.outcome, notice.params.state, notice.params.what].find((each) => typeof each === "string");
  const key = `notice_${notice.kind}_${String(word)}`;
  return (
    <Card as="li">
      <Row isBetween>
        <strong>{i18n.exists(`me:${key}`) ? t(key) : t(`notice_${notice.kind}`)}</strong>
        <time dateTime={notice.created_at} title={dateTime(notice.created_at)}>
          {ago(notice.created_at)}
        </time>
      </Row>
      {notice.read_at ? null : (
        <Row>
          <Badge tone="accent">{t("unread")}</Badge>
          <Button size="small" isBusy={read.isBusy} onClick={() => void read.submit()}>
            {t("mark_read")}
          </Button>
        </Row>
      )}
    </Card>
  );
}

function Notices() {
  const { t } = useTranslation("me");
  const query = useQuery(notices);
  return <Loaded query={query}>{(page) => (page.items.length ? <Stack gap="small"><List>{page.items.map((notice) => <NoticeLine key={notice.id} notice={notice} />)}</List></Stack> : <Empty title={t("no_notices")} icon="bell" />)}</Loaded>;
}

function NoticeSettings() {
  const { t } = useTranslation(["me", "common"]);
  const client = useQueryClient();
  const query = useQuery(noticeSettings);
  const [edited, setEdited] = useState<NoticeSetting[] | null>(null);
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await put("/me/notification-settings", { items: edited });
    await client.invalidateQueries({ queryKey: ["notice-settings"] });
    setEdited(null);
    toast(t("common:saved"));
  });
  return (
    <Loaded query={query}>
      {(saved) => {
        const items = edited ?? saved;
        const set = (kind: string, change: Partial<NoticeSetting>) => setEdited(items.map((item) => (item.kind === kind ? { ...item, ...change } : item)));
        return (
          <FormCard ref={form} onSubmit={submit} aria-label={t("settings")}>
            {items.map((item) => (
              <fieldset key={item.kind}>
                <legend>
                  {t(`notice_${item.kind}`)} {item.kind === "security" ? <Muted>{t("always_told")}</Muted> : null}
                </legend>
                <Row gap="large">
                  <Check label={t("by_mail")} isOn={item.mail} isOff={item.kind === "security"} onValue={(mail) => set(item.kind, { mail })} />
                  <Check label={t("in_product")} isOn={item.in_product} isOff={item.kind === "security"} onValue={(in_product) => set(item.kind, { in_product })} />
                </Row>
              </fieldset>
            ))}
            {problem ? <ErrorState error={problem} /> : null}
            <div>
              <Button type="submit" look="main" isBusy={isBusy} disabled={!edited}>
                {t("common:save")}
              </Button>
            </div>
          </FormCard>
        );
      }}
    </Loaded>
  );
}

function Password() {
  const { t } = useTranslation(["me", "common"]);
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await changePassword(current, password);
    setCurrent("");
    setPassword("");
    toast(t("password_changed"));
  });
  const isWrong = problem?.code === "wrong_credentials";
  const isWeak = Boolean(problem?.field("password"));
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("password")}>
      <p>{t("password_text")}</p>
      <Field label={t("password_current")} type="password" autoComplete="current-password" required value={current} onValue={setCurrent} fault={isWrong ? t("password_wrong") : undefined} />
      <Field label={t("password_new")} type="password" autoComplete="new-password" required minLength={PASSWORD_MIN} value={password} onValue={setPassword} hint={t("password_hint", { n: PASSWORD_MIN })} fault={isWeak ? t("password_weak") : undefined} />
      {problem && !isWrong && !isWeak ? <ErrorState error={problem} /> : null}
      <div>
        <Button type="submit" look="main" isBusy={isBusy} disabled={!current || !password}>
          {t("password_change")}
        </Button>
      </div>
    </FormCard>
  );
}

function Sessions() {
  const { t } = useTranslation("me");
  const client = useQueryClient();
  const query = useQuery(sessions);
  const [ending, setEnding] = useState<string | null>(null);
  const end = useSubmit(async () => undefined);
  const close = async (id: string) => {
    setEnding(id);
    try {
      await remove(`/me/sessions/${id}`);
      await client.invalidateQueries({ queryKey: ["sessions"] });
      toast(t("session_ended"));
    } catch (error) {
      end.fail(error);
    } finally {
      setEnding(null);
    }
  };
  return (
    <Loaded query={query}>
      {(items) => (
        <Stack gap="small">
          {end.problem ? <ErrorState error={end.problem} /> : null}
          <List>
            {items.map((session) => (
              <Card as="li" key={session.id}>
                <Row isBetween>
                  <strong>{session.device === "other" ? t("device_other") : session.device}</strong>
                  {session.current ? <Badge tone="good">{t("session_this")}</Badge> : <Button size="small" look="bad" isBusy={ending === session.id} onClick={() => void close(session.id)}>{t("session_end")}</Button>}
                </Row>
                <span>{t("session_line", { from: dateTime(session.created_at), seen: dateTime(session.seen_at) })}</span>
              </Card>
            ))}
          </List>
        </Stack>
      )}
    </Loaded>
  );
}

function Decision({ decision }: { decision: DecisionView }) {
  const { t, i18n } = useTranslation("me");
  const kind = i18n.exists(`me:decision_${decision.kind}`) ? t(`decision_${decision.kind}`) : decision.kind;
  return (
    <Card as="li">
      <Row isBetween>
        <strong>{kind}</strong>
        <time dateTime={decision.at}>{dateTime(decision.at)}</time>
      </Row>
      <details>
        <summary>{t("common:why")}</summary>
        <Stack gap="small">
          <Reasons reasons={decision.reasons} />
          <span>{t("decision_policy", { policy: decision.policy_id, hash: decision.policy_hash.slice(0, 12), id: decision.id })}</span>
        </Stack>
      </details>
    </Card>
  );
}

function Decisions() {
  const { t } = useTranslation("me");
  const query = useQuery(decisions);
  return (
    <Loaded query={query}>
      {(page) =>
        page.items.length ? (
          <Stack gap="small">
            <p>{t("decisions_text")}</p>
            <List>
              {page.items.map((decision) => (
                <Decision key={decision.id} decision={decision} />
              ))}
            </List>
          </Stack>
        ) : (
          <Empty title={t("no_decisions")}>{t("decisions_text")}</Empty>
        )
      }
    </Loaded>
  );
}

const ContestPart = lazy(() => import("./contest"));

function Contested(props: { of: EvaluationPage["items"][number]; names: Map<string, string> }) {
  const { t } = useTranslation("me");
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("contest")}</summary>
      {isOpen ? (
        <Suspense>
          <ContestPart {...props} />
        </Suspense>
      ) : null}
    </details>
  );
}

const TONES = { met: "good", missed: "bad", not_applicable: "plain", human: "warn" } as const;

/** How one's own conversations were evaluated, and what points were lost on. */
function Evaluations() {
  const { t, i18n } = useTranslation("me");
  const query = useQuery(evaluations);
  return (
    <Loaded query={query}>
      {({ items, form }) => {
        if (items.length === 0) return <Empty title={t("no_evaluations")}>{t("evaluations_text")}</Empty>;
        const names = new Map(form.items.map((item) => [item.id, i18n.language === "en" ? item.en : item.zh]));
        return (
          <Stack gap="small">
            <p>{t("evaluations_text")}</p>
            <List>
              {items.map((one) => (
                <Card as="li" key={one.conversation_id}>
                  <Row isBetween>
                    <strong>{t("evaluation_score", { score: one.score })}</strong>
                    <Badge tone={one.result === "passed" ? "good" : "bad"}>{t(`evaluation_${one.result}`)}</Badge>
                    <time dateTime={one.closed_at}>{dateTime(one.closed_at)}</time>
                  </Row>
                  <Row>
                    {one.items.map((item) => (
                      <Badge key={item.id} tone={TONES[item.state]}>
                        {names.get(item.id) ?? item.id} {item.points}/{item.of}
                      </Badge>
                    ))}
                  </Row>
                  <Muted>{t("evaluation_pay", { score: one.score })}</Muted>
                  <Contested of={one} names={names} />
                </Card>
              ))}
            </List>
          </Stack>
        );
      }}
    </Loaded>
  );
}

const PrivacyPart = lazy(() => import("./privacy"));

function Privacy() {
  return (
    <Suspense>
      <PrivacyPart />
    </Suspense>
  );
}

const TABS = { profile: Profile, consents: Consents, notices: Notices, settings: NoticeSettings, password: Password, sessions: Sessions, evaluations: Evaluations, decisions: Decisions, privacy: Privacy } as const;

export default function Account() {
  const { t } = useTranslation(["me", "worker"]);
  const search = useSearch();
  const [, go] = useLocation();
  const asked = new URLSearchParams(search).get("tab");
  return (
    <Page title={t("title")}>
      <Tabs
        label={t("title")}
        value={asked && asked in TABS ? asked : "profile"}
        onValue={(id) => go(`/me?tab=${id}`, { replace: true })}
        items={Object.entries(TABS).map(([id, Part]) => ({ id, label: t(id), content: <Part /> }))}
      />
    </Page>
  );
}
