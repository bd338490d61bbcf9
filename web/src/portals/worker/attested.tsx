/** How far this session is trusted, why, and the devices whose maker vouches for them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { devices, enrolDevice, prove, removeDevice, standing, workWithPictures } from "@/api/attested";
import { reloadMe } from "@/api/auth";
import { date, dateTime } from "@/i18n/format";
import { Badge, Button, Facts, FormCard, List, Note, Row } from "@/kit/basics";
import { Field } from "@/kit/fields";
import { ErrorState, toast } from "@/kit/state";
import { NoAgent, proveMachine } from "@/api/near";
import { useSubmit } from "@/kit/use-submit";

/** A refusal with its exact code, which support can look up. */
function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation(["device", "worker"]);
  const { code, body } = error as { code: string; body: { errors?: { field: string; code: string }[] } };
  if (code === "client_error") {
    return (
      <Note tone="bad" role="alert" title={t("worker:passkey_stopped")}>
        {t("worker:passkey_stopped_text")}
      </Note>
    );
  }
  const exact = body.errors?.find((each) => each.field === "evidence")?.code;
  if (!exact) return <ErrorState error={error} />;
  const isPlain = exact === "webauthn.not_attested" || exact === "webauthn.synced" || exact === "webauthn.model";
  return (
    <Note tone="bad" role="alert" title={t("attested_refused")}>
      {t(isPlain ? "attested_refused_plain" : "attested_refused_text")} <code>{exact}</code>
    </Note>
  );
}

/** The TPM of this machine, asked through the device program that runs on it. */
function Machine({ label, isOff, onDone }: { label: string; isOff: boolean; onDone: () => Promise<void> }) {
  const { t } = useTranslation(["device", "worker"]);
  const [failed, setFailed] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const now = await proveMachine(label);
      await onDone();
      toast(t("machine_done", { level: now.posture.level }));
    } catch (error) {
      setFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const why = failed instanceof NoAgent ? t("machine_absent", { server: location.origin }) : failed instanceof Error && !("body" in failed) ? t("machine_failed", { why: failed.message }) : null;
  return (
    <>
      {why ? (
        <Note tone="bad" role="alert" title={t("worker:passkey_stopped")}>
          {why}
        </Note>
      ) : failed ? (
        <Refused error={failed} />
      ) : null}
      <Row>
        <Button icon="shield" isBusy={isBusy} disabled={isOff} onClick={() => void go()}>
          {t("machine")}
        </Button>
      </Row>
    </>
  );
}

export function Attested() {
  const { t } = useTranslation(["device", "worker"]);
  const client = useQueryClient();
  const list = useQuery({ queryKey: ["attested-devices"], queryFn: devices });
  const mine = useQuery({ queryKey: ["standing"], queryFn: standing, refetchInterval: 30_000 });
  const [label, setLabel] = useState("");
  const again = async () => {
    await client.invalidateQueries({ queryKey: ["attested-devices"] });
    await client.invalidateQueries({ queryKey: ["standing"] });
    await reloadMe();
  };
  const raise = useSubmit(async () => {
    const now = await prove();
    await again();
    toast(t("attested_proved", { level: now.posture.level }));
  });
  const { form, submit, isBusy, problem: notAdded } = useSubmit(async () => {
    await enrolDevice(label.trim() || t("worker:device_default"));
    setLabel("");
    await again();
    toast(t("attested_added"));
  });
  const pixels = useSubmit(async () => {
    await workWithPictures();
    await again();
    toast(t("attested_pixels_done"));
  });
  const drop = (id: string) => removeDevice(id).then(again).catch(raise.fail);
  const now = mine.data;
  const claims = (names: string[]) => names.map((claim) => t(`claim_${claim}`)).join(t("worker:list_comma"));
  const items = list.data ?? [];
  const hasKey = items.some((device) => device.kind === "key");
  const problem = raise.problem ?? pixels.problem ?? notAdded;
  // A browser asks its person one thing at a time, and refuses the second.
  const isOff = isBusy || raise.isBusy || pixels.isBusy;
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("attested")}>
      <h2>{t("attested")}</h2>
      <p>{t("attested_text")}</p>
      {now ? (
        <Facts
          items={[
            {
              name: t("attested_level"),
              value: (
                <>
                  <Badge tone={now.posture.level >= 2 ? "good" : "plain"}>{t("attested_level_n", { level: now.posture.level })}</Badge>{" "}
                  {now.posture.level ? t("attested_until", { at: dateTime(now.posture.expires_at) }) : null}
                </>
              ),
            },
            { name: t("attested_why"), value: now.claims.length ? claims(now.claims) : t("attested_nothing") },
            ...(now.missing.length ? [{ name: t("attested_missing"), value: claims(now.missing) }] : []),
            { name: t("attested_session"), value: <code>{now.session_id}</code> },
          ]}
        />
      ) : null}
      {items.length ? (
        <List>
          {items.map((device) => (
            <li key={device.id}>
              <Row isBetween>
                <strong>{device.label}</strong>
                <span>{device.model}</span>
                <span>{t("worker:passkey_line", { added: date(device.created_at), used: device.used_at ? dateTime(device.used_at) : "\u2013" })}</span>
                <Button size="small" look="bad" onClick={() => void drop(device.id)}>
                  {t("worker:passkey_remove")}
                </Button>
              </Row>
            </li>
          ))}
        </List>
      ) : null}
      <Field label={t("attested_label")} isOptional maxLength={60} value={label} onValue={setLabel} placeholder={t("worker:device_default")} />
      {problem ? <Refused error={problem} /> : null}
      {now?.claims.includes("session_key") ? <Machine label={label.trim() || t("worker:device_default")} isOff={isOff} onDone={again} /> : null}
      <Row>
        <Button type="submit" icon="key" isBusy={isBusy} disabled={isOff}>
          {t("attested_add")}
        </Button>
        {now && now.posture.level > 0 && now.claims.includes("session_key") && !now.claims.includes("pixels") ? (
          <Button onClick={() => void pixels.submit()} isBusy={pixels.isBusy} disabled={isOff}>
            {t("attested_pixels")}
          </Button>
        ) : null}
        {hasKey ? (
          <Button look="main" icon="shield" isBusy={raise.isBusy} disabled={isOff} onClick={() => void raise.submit()}>
            {t("attested_prove")}
          </Button>
        ) : null}
      </Row>
    </FormCard>
  );
}
