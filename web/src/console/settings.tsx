/** The person's own settings: profile, notices, open sessions. */
import { Button, Checkbox, Input } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { PASSWORD_MIN } from "@/api/auth";
import { setAccount, useMe } from "@/api/session";
import type { Me, NoticeSetting, SessionView } from "@/api/types";
import { setLocale, type Locale } from "@/i18n";
import { toast } from "@/kit/state";
import { useAct, useGet } from "./data";
import { Ask, Card, Choice, Facts, Labelled, Mark, Nothing, Page, Refusal, Row, When } from "./parts";
import { PlainTable } from "./rows";

export function Settings() {
  const { t } = useTranslation("console");
  return (
    <Page title={t("nav.settings")}>
      <Profile />
      <ChangePassword />
      <NoticeSettings />
      <Sessions />
    </Page>
  );
}

function Profile() {
  const { t } = useTranslation("console");
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [locale, setTongue] = useState<string>(me.locale);
  const save = useAct<{ name: string; locale: string }, Me>({ path: "/me", method: "PUT" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { name: name.trim(), locale },
      {
        onSuccess: (account) => {
          if (account) setAccount(account);
          void setLocale(locale as Locale);
          toast(t("saved"));
        },
      },
    );
  };
  return (
    <Card title={t("profile")}>
      <Facts
        of={[
          [t("organisation"), me.tenant.name],
          [t("role"), t(`role.${me.role}`)],
          [t("email"), me.email_masked],
        ]}
      />
      <form onSubmit={submit}>
        <Row>
          <Labelled label={t("your_name")}>{(ids) => <Input {...ids} value={name} maxLength={80} required onChange={(event) => setName(event.target.value)} />}</Labelled>
          <Labelled label={t("mail_language")}>
            {({ id }) => (
              <Choice
                id={id}
                label={t("mail_language")}
                hideLabel
                value={locale}
                onChange={setTongue}
                options={[
                  ["zh-CN", t("common:language_zh")],
                  ["en", t("common:language_en")],
                ]}
              />
            )}
          </Labelled>
          <Button htmlType="submit" loading={save.isPending}>
            {t("save")}
          </Button>
        </Row>
      </form>
      {save.error && <Refusal error={save.error} />}
    </Card>
  );
}

function ChangePassword() {
  const { t } = useTranslation("console");
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const change = useAct<{ current: string; password: string }>({ path: "/me/password", method: "PUT" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { current, password },
      {
        onSuccess: () => {
          setCurrent("");
          setPassword("");
          toast(t("password_changed"));
        },
      },
    );
  };
  return (
    <Card title={t("password_change")}>
      <form onSubmit={submit}>
        {change.error && <Refusal error={change.error} />}
        <Row>
          <Labelled label={t("password_current")}>{(ids) => <Input {...ids} type="password" autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.target.value)} />}</Labelled>
          <Labelled label={t("password_new")} hint={t("password_hint", { n: PASSWORD_MIN })}>
            {(ids) => <Input {...ids} type="password" autoComplete="new-password" required minLength={PASSWORD_MIN} value={password} onChange={(event) => setPassword(event.target.value)} />}
          </Labelled>
          <Button htmlType="submit" loading={change.isPending}>
            {t("password_change")}
          </Button>
        </Row>
      </form>
    </Card>
  );
}

/** What only people who serve are told. */
const WORKERS_ONLY: NoticeSetting["kind"][] = ["interview_result", "certificate", "offer_missed"];

function NoticeSettings() {
  const { t } = useTranslation("console");
  const settings = useGet<{ items: NoticeSetting[] }>("/me/notification-settings");
  const save = useAct<{ items: NoticeSetting[] }>({ path: "/me/notification-settings", method: "PUT" });
  const change = (items: NoticeSetting[], kind: string, to: Partial<NoticeSetting>) =>
    save.mutate({ items: items.map((one) => (one.kind === kind ? { ...one, ...to } : one)) }, { onSuccess: () => toast(t("saved")) });
  return (
    <Card title={t("notice_settings")}>
      {save.error && <Refusal error={save.error} />}
      <Ask of={settings}>
        {({ items }) => (
          <PlainTable
            label={t("notice_settings")}
            rows={items.filter((one) => !WORKERS_ONLY.includes(one.kind))}
            id={(one) => one.kind}
            columns={[
              { title: t("what"), cell: (one) => t(`notice_kind.${one.kind}`, { defaultValue: one.kind }) },
              { title: t("by_mail"), cell: (one) => <Tick label={t("by_mail")} of={one} on={one.mail} set={(mail) => change(items, one.kind, { mail })} /> },
              { title: t("in_product"), cell: (one) => <Tick label={t("in_product")} of={one} on={one.in_product} set={(in_product) => change(items, one.kind, { in_product })} /> },
            ]}
          />
        )}
      </Ask>
    </Card>
  );
}

function Tick({ label, of, on, set }: { label: string; of: NoticeSetting; on: boolean; set: (on: boolean) => void }) {
  const { t } = useTranslation("console");
  // What concerns the safety of the account is always told.
  if (of.kind === "security") return <span title={t("always_told")}>✓</span>;
  return <Checkbox aria-label={`${t(`notice_kind.${of.kind}`, { defaultValue: of.kind })}: ${label}`} checked={on} onChange={(event) => set(event.target.checked)} />;
}

function Sessions() {
  const { t } = useTranslation("console");
  const sessions = useGet<{ items: SessionView[] }>("/me/sessions");
  const end = useAct<string>({ path: (id) => `/me/sessions/${id}`, method: "DELETE", body: () => undefined });
  return (
    <Card title={t("sessions")}>
      {end.error && <Refusal error={end.error} />}
      <Ask of={sessions}>
        {({ items }) => {
          if (items.length === 0) return <Nothing why={t("sessions_none")} />;
          return (
            <PlainTable
              label={t("sessions")}
              rows={items}
              id={(one) => one.id}
              columns={[
                { title: t("signed_in_at"), cell: (one) => <When at={one.created_at} /> },
                { title: t("used_at"), cell: (one) => <When at={one.seen_at} /> },
                { title: t("device"), cell: (one) => one.device },
                {
                  title: t("act"),
                  cell: (one) =>
                    one.current ? (
                      <Mark tone="good">{t("this_session")}</Mark>
                    ) : (
                      <Button danger onClick={() => end.mutate(one.id)}>
                        {t("end_session")}
                      </Button>
                    ),
                },
              ]}
            />
          );
        }}
      </Ask>
    </Card>
  );
}
