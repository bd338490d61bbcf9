/** On the covered desk: why this session is trusted no more, and the person's own key to go on. A chunk of its own. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { devices, prove } from "@/api/attested";
import { reloadMe } from "@/api/auth";
import { get } from "@/api/client";
import type { RhythmStanding } from "@/api/types";
import { attest } from "@/api/webauthn";
import { Button, ButtonLink, Row } from "@/kit/basics";
import { useSubmit } from "@/kit/use-submit";

/** `onDone` is called when the key has answered. */
export default function Again({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("guard");
  const [standing, setStanding] = useState<RhythmStanding | null>(null);
  useEffect(() => void get<RhythmStanding>("/desk/rhythm").then(setStanding, () => undefined), []);
  const again = useSubmit(async () => {
    // The key that proved the session before: an attested device where there is one, else a passkey.
    await ((await devices()).some((device) => device.kind === "key") ? prove() : attest());
    await reloadMe();
    onDone();
  });
  const asked = standing?.state === "recheck" ? standing.rechecks.at(-1) : undefined;
  const codes = [...new Set(asked?.reasons.map((reason) => reason.code.replace("identity.", "again_")))];
  return (
    <>
      {asked ? <p>{t("again")}</p> : null}
      {codes.length ? <p>{t("again_why", { what: codes.map((code) => t(code)).join(t("again_comma")) })}</p> : null}
      {again.problem ? <p role="alert">{t("again_failed")}</p> : null}
      <Row>
        <Button size="small" look="main" icon="key" isBusy={again.isBusy} onClick={() => void again.submit()}>
          {t("again_go")}
        </Button>
        <ButtonLink size="small" href="/device">
          {t("desk:blocked_go_posture_too_low")}
        </ButtonLink>
      </Row>
    </>
  );
}
