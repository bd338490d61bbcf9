/** Accepting an invitation: who asks, then a name and a password. The token stands behind # and so in no server's log. */
import { Alert, Button, Input } from "antd";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Redirect } from "wouter";
import { PASSWORD_MIN, acceptInvitation, lookAtInvitation } from "@/api/auth";
import { toProblem } from "@/api/errors";
import { useSession } from "@/api/session";
import type { Invited } from "@/api/types";
import { Facts, Labelled, Refusal, Wait } from "@/console/parts";
import { locale } from "@/i18n";
import { Frame } from "./console.frame";
import css from "./console.module.css";

export function InvitationPage() {
  const { t } = useTranslation("console");
  const session = useSession();
  const [token] = useState(() => location.hash.slice(1));
  const [asked, setAsked] = useState<Invited>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    lookAtInvitation(token).then(setAsked, setError);
  }, [token]);
  if (session.status === "signed" && session.account.role !== "worker") return <Redirect to="/" replace />;
  return (
    <Frame title={t("invitation.title")}>
      {error !== undefined && (
        <>
          <Refusal error={error} />
          <p>{t("invitation.gone")}</p>
          <p>
            <a href="/console/sign-in">{t("sign_in")}</a>
          </p>
        </>
      )}
      {error === undefined && !asked && <Wait />}
      {asked && <Accept token={token} asked={asked} />}
    </Frame>
  );
}

function Accept({ token, asked }: { token: string; asked: Invited }) {
  const { t } = useTranslation("console");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await acceptInvitation({ token, name: name.trim(), password, locale: locale() });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className={css.mute}>{t("invitation.text", { enterprise: asked.enterprise })}</p>
      <Facts of={[[t("organisation"), asked.enterprise], [t("role"), t(`role.${asked.role}`)], [t("email"), asked.email_masked]]} />
      <form onSubmit={(event) => void submit(event)} className={css.form}>
        {error !== undefined && (toProblem(error).code === "conflict" ? <Alert type="warning" showIcon role="alert" title={t("invitation.taken")} /> : <Refusal error={error} />)}
        <Labelled label={t("your_name")}>{(ids) => <Input {...ids} name="name" autoComplete="name" required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}</Labelled>
        <Labelled label={t("password")} hint={t("password_hint", { n: PASSWORD_MIN })}>
          {(ids) => <Input {...ids} type="password" name="password" autoComplete="new-password" required minLength={PASSWORD_MIN} value={password} onChange={(event) => setPassword(event.target.value)} />}
        </Labelled>
        <Button type="primary" htmlType="submit" loading={busy} block>
          {t("invitation.accept")}
        </Button>
      </form>
    </>
  );
}
