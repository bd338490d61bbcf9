/** Sign-in for enterprises and administrators. Sign-up is shared with the workers' pages. */
import { Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Redirect, useSearchParams } from "wouter";
import { signIn } from "@/api/auth";
import { useSession } from "@/api/session";
import { Labelled, Refusal } from "@/console/parts";
import { Frame } from "./console.frame";
import css from "./console.module.css";

export function SignIn() {
  const { t } = useTranslation("console");
  const session = useSession();
  const [search] = useSearchParams();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  if (session.status === "signed") {
    const next = search.get("next") ?? "/";
    return <Redirect to={next.startsWith("/") && !next.startsWith("//") ? next : "/"} replace />;
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await signIn(email.trim(), password);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Frame title={t("sign_in_title")}>
      <p className={css.mute}>{t("sign_in_intro")}</p>
      <form onSubmit={(event) => void submit(event)} className={css.form}>
        {error !== undefined && <Refusal error={error} />}
        <Labelled label={t("email")}>
          {(ids) => <Input {...ids} type="email" name="email" autoComplete="username" required value={email} onChange={(event) => setEmail(event.target.value)} />}
        </Labelled>
        <Labelled label={t("password")}>
          {(ids) => <Input {...ids} type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />}
        </Labelled>
        <Button type="primary" htmlType="submit" loading={busy} block>
          {t("sign_in")}
        </Button>
      </form>
      <p>
        <a href="/reset-password?from=console">{t("forgot")}</a>
      </p>
      <p>
        <a href="/sign-up?kind=enterprise">{t("sign_up")}</a>
      </p>
      <p>
        <a href="/sign-in">{t("i_am_worker")}</a>
      </p>
    </Frame>
  );
}
