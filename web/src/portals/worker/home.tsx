/** The first screen: the one next step, the whole path, and today's figures once there are any. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { earnings } from "@/api/queries/worker";
import { useMe } from "@/api/session";
import { money, number } from "@/i18n/format";
import { ButtonLink, Card, Figure, Row } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Steps } from "@/kit/show";
import { ErrorState, Skeleton } from "@/kit/state";
import { HREF, STAGES, useStage, type Stage } from "./path";

/** Nothing for those who never worked. */
function Today() {
  const { t } = useTranslation("worker");
  const query = useQuery(earnings);
  if (!query.data?.pieces) return null;
  return (
    <Card>
      <h2>{t("today")}</h2>
      <Row gap="large">
        <Figure label={t("earned_today")} value={money(query.data.today)} />
        <Figure label={t("earned_period")} value={money(query.data.period)} />
        <Figure label={t("pieces")} value={number(query.data.pieces)} />
      </Row>
      <div>
        <ButtonLink href="/earnings">{t("open_earnings")}</ButtonLink>
      </div>
    </Card>
  );
}

export default function Home() {
  const { t } = useTranslation("worker");
  const me = useMe();
  const { stage, error, refetch } = useStage();
  if (!stage) return <Page title={t("hello", { name: me.name })}>{error ? <ErrorState error={error} onRetry={refetch} /> : <Skeleton />}</Page>;
  const place: Stage = stage === "waiting" || stage === "declined" ? "interview" : stage;
  const at = STAGES.indexOf(place);
  return (
    <Page title={t("hello", { name: me.name })}>
      <Card aria-label={t("next_step")}>
        <h2>{t(`stage_${stage}`)}</h2>
        <p>{t(`stage_${stage}_text`)}</p>
        <div>
          <ButtonLink href={HREF[stage]} look="main">
            {t(`stage_${stage}_go`)}
          </ButtonLink>
        </div>
      </Card>
      {stage === "desk" || stage === "enrol" ? <Today /> : null}
      <Card>
        <h2>{t("path")}</h2>
        <Steps label={t("path")} now={place} steps={STAGES.map((each, n) => ({ id: each, text: t(`path_${each}`), isDone: n < at }))} />
      </Card>
    </Page>
  );
}
