/** A part in a test call, offered at the desk: taken in time, or the next one is asked. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { Button, Note, Row } from "@/kit/basics";
import { useNow } from "@/kit/show";
import { ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

interface Offer {
  test_call: string;
  skill: string;
  part: "customer" | "scorer";
  until: string;
}

export default function CallOffer({ of }: { of: object }) {
  const { t } = useTranslation(["learn", "common"]);
  const client = useQueryClient();
  const [, go] = useLocation();
  const offer = of as Offer;
  const left = Math.ceil((Date.parse(offer.until) - useNow(1_000)) / 1_000);
  const act = useRef<"take" | "decline">("take");
  const gone = () => client.setQueryData(["call-offer"], null);
  const { isBusy, problem, submit } = useSubmit(async () => {
    const scope = `call.${offer.test_call}.${act.current}`;
    await post(`/test-calls/${offer.test_call}/${act.current}`, {}, { key: onceKey(scope, {}) });
    settled(scope);
    gone();
    if (act.current === "take") go("/test-calls");
  });
  if (left <= 0) return null;
  const answer = (what: "take" | "decline") => {
    act.current = what;
    void submit();
  };
  return (
    <Note tone="accent" role="status" title={t("call_offer", { skill: t(`common:skill_${offer.skill}`, { defaultValue: offer.skill }) })}>
      <p>{t(offer.part === "scorer" ? "call_offer_score" : "call_offer_play", { n: left })}</p>
      {problem ? <ErrorState error={problem} /> : null}
      <Row>
        <Button look="main" isBusy={isBusy} onClick={() => answer("take")}>
          {t("call_offer_take")}
        </Button>
        <Button disabled={isBusy} onClick={() => answer("decline")}>
          {t("call_offer_decline")}
        </Button>
      </Row>
    </Note>
  );
}
