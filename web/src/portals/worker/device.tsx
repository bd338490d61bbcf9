/** Making this device known with a passkey, and proving it again before work. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { reloadMe } from "@/api/auth";
import { get, post } from "@/api/client";
import { passkeys } from "@/api/queries/worker";
import { useMe } from "@/api/session";
import type { Passkey, Presence } from "@/api/types";
import { attest, canUsePasskeys, enrol, isBareAddress } from "@/api/webauthn";
import { date, dateTime } from "@/i18n/format";
import { Badge, Button, ButtonLink, Card, FormCard, List, Note, Row } from "@/kit/basics";
import { Field } from "@/kit/fields";
import { Dialog } from "@/kit/overlay";
import { Page } from "@/kit/shell";
import { ErrorState, Loaded, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import { Attested } from "./attested";
import { isTrusted } from "./path";

/** The browser's own refusals in our words. */
function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation("worker");
  const { problem } = error as { problem: { code: string; body: { detail?: string } } };
  const isOwn = problem.code === "client_error";
  return isOwn ? (
    <Note tone="bad" role="alert" title={t("passkey_stopped")}>
      {t("passkey_stopped_text")}
    </Note>
  ) : (
    <ErrorState error={problem} />
  );
}

/** The password again, and a warning when work depends on this passkey. */
function RemovePasskey({ passkey, isLast, onClose }: { passkey: Passkey; isLast: boolean; onClose: () => void }) {
  const { t } = useTranslation("worker");
  const client = useQueryClient();
  const presence = useQuery({ queryKey: ["presence"], queryFn: () => get<{ presence: Presence }>("/desk"), enabled: isLast, retry: false });
  const isOnShift = isLast && presence.data !== undefined && presence.data.presence.state !== "offline";
  const [password, setPassword] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await post(`/me/passkeys/${passkey.id}/remove`, { password, even_last: isLast });
    await client.invalidateQueries({ queryKey: ["passkeys"] });
    await reloadMe();
    toast(t("passkey_removed"));
    onClose();
  });
  const isWrong = problem?.code === "wrong_credentials";
  return (
    <Dialog title={t("passkey_remove_ask", { label: passkey.label })} isOpen onClose={onClose}>
      <FormCard ref={form} onSubmit={submit}>
        {isLast ? (
          <Note tone="warn" role="alert" title={t(isOnShift ? "passkey_last_on_shift" : "passkey_last")}>
            {t("passkey_last_text")}
          </Note>
        ) : null}
        <Field label={t("passkey_password")} type="password" autoComplete="current-password" required autoFocus value={password} onValue={setPassword} fault={isWrong ? t("passkey_password_wrong") : undefined} />
        {problem && !isWrong ? <ErrorState error={problem} /> : null}
        <Row>
          <Button type="submit" look="bad" isBusy={isBusy} disabled={!password}>
            {t("passkey_remove")}
          </Button>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
        </Row>
      </FormCard>
    </Dialog>
  );
}

export default function Device() {
  const { t } = useTranslation("worker");
  const me = useMe();
  const client = useQueryClient();
  const list = useQuery(passkeys);
  const [label, setLabel] = useState("");
  const [leaving, setLeaving] = useState<Passkey | null>(null);
  const isReady = isTrusted(me);
  const verify = useSubmit(async () => {
    await attest();
    await reloadMe();
    toast(t("device_verified"));
  });
  const add = useSubmit(async () => {
    await enrol(label.trim() || t("device_default"));
    setLabel("");
    await client.invalidateQueries({ queryKey: ["passkeys"] });
    const now = await reloadMe();
    toast(t("passkey_added"));
    if (!isTrusted(now)) await verify.submit();
  });
  if (!canUsePasskeys() || isBareAddress()) {
    const other = `${location.protocol}//localhost${location.port ? `:${location.port}` : ""}/device`;
    return (
      <Page title={t("device")}>
        <Note tone="bad" title={t("passkey_unusable")}>
          <span>{t(isBareAddress() ? "passkey_bare_address" : "passkey_old_browser")}</span>
          {isBareAddress() && location.hostname.startsWith("127.") ? <a href={other}>{other}</a> : null}
        </Note>
      </Page>
    );
  }
  return (
    <Page title={t("device")} lead={t("device_lead")}>
      <Note tone={isReady ? "good" : "warn"} role="status" title={t(isReady ? "device_ready" : "device_not_ready")}>
        {isReady && me.posture ? t("device_until", { level: me.posture.level, at: dateTime(me.posture.expires_at) }) : t("device_not_ready_text")}
      </Note>
      <Loaded query={list}>
        {(items) => (
          <>
            {items.length ? (
              <Card aria-label={t("passkeys")}>
                <h2>{t("passkeys")}</h2>
                <List>
                  {items.map((passkey) => (
                    <li key={passkey.id}>
                      <Row isBetween>
                        <strong>{passkey.label}</strong>
                        <span>{t("passkey_line", { added: date(passkey.created_at), used: dateTime(passkey.last_used_at) })}</span>
                        <Button size="small" look="bad" onClick={() => setLeaving(passkey)}>
                          {t("passkey_remove")}
                        </Button>
                      </Row>
                    </li>
                  ))}
                </List>
                {verify.problem ? <Refusal error={verify} /> : null}
                <Row>
                  <Button look={isReady ? "second" : "main"} icon="shield" isBusy={verify.isBusy} onClick={() => void verify.submit()}>
                    {t(isReady ? "device_verify_again" : "device_verify")}
                  </Button>
                  {isReady ? (
                    <ButtonLink href="/desk" look="main">
                      {t("stage_desk_go")}
                    </ButtonLink>
                  ) : null}
                </Row>
              </Card>
            ) : null}
            <FormCard ref={add.form} onSubmit={add.submit} aria-label={t("passkey_add")}>
              <h2>
                {t("passkey_add")} {items.length ? null : <Badge tone="accent">{t("passkey_first")}</Badge>}
              </h2>
              <p>{t("passkey_text")}</p>
              <Field label={t("passkey_label")} isOptional maxLength={60} value={label} onValue={setLabel} placeholder={t("device_default")} />
              {add.problem ? <Refusal error={add} /> : null}
              <div>
                <Button type="submit" look={items.length ? "second" : "main"} icon="key" isBusy={add.isBusy}>
                  {t("passkey_go")}
                </Button>
              </div>
            </FormCard>
            <Attested />
            {leaving ? <RemovePasskey passkey={leaving} isLast={items.length === 1} onClose={() => setLeaving(null)} /> : null}
          </>
        )}
      </Loaded>
    </Page>
  );
}
