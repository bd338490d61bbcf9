/** The interview's result: outcome, points with bars, and why, each term from the recorded decision. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { report } from "@/api/queries/worker";
import { dateTime } from "@/i18n/format";
import { ButtonLink, Card, Muted, Note } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Meter, Reasons } from "@/kit/show";
import { Empty, Loaded } from "@/kit/state";
import { Again, Ask, Partial, Standing, Transcripts } from "./report-more";

export default function ReportScreen() {
  const { t } = useTranslation("worker");
  const query = useQuery(report);
  return (
    <Page title={t("report")}>
      <Loaded query={query}>
        {(found) => {
          if (!found) return <Empty title={t("report_none")} action={<ButtonLink href="/">{t("home")}</ButtonLink>} />;
          if (!found.outcome || found.state === "scoring")
            return (
              <Note tone="accent" role="status" title={t("report_scoring")}>
                {t("report_scoring_text")}
              </Note>
            );
          const outcome = found.state === "declined" ? "decline" : found.state === "review" ? "review" : found.outcome === "advance" ? "advance" : "admit";
          const tone = outcome === "decline" ? "bad" : outcome === "review" ? "warn" : "good";
          const scored = found.reasons.filter((reason) => typeof reason.max === "number" && reason.max > 0);
          const others = found.reasons.filter((reason) => !scored.includes(reason));
          return (
            <>
              <Note tone={tone} title={t(`outcome_${outcome}`)}>
                {t(`outcome_${outcome}_text`)}
              </Note>
              <Card aria-label={t("why")}>
                <h2>{t("why")}</h2>
                {typeof found.total === "number" && typeof found.max === "number" ? <Meter label={t("total")} value={found.total} max={found.max} tone={tone === "bad" ? "bad" : tone === "good" ? "good" : "warn"} /> : null}
                <Reasons reasons={scored} />
                {others.length ? <h3>{t("also_seen")}</h3> : null}
                <Reasons reasons={others} />
                <Muted>
                  {found.decided_at ? t("decided_at", { at: dateTime(found.decided_at) }) : null} {found.decision_id ? t("decision_number", { id: found.decision_id }) : ""}
                </Muted>
              </Card>
              <Partial report={found} />
              <Transcripts all={found.transcripts ?? []} />
              {found.contested ? <Standing contested={found.contested} /> : null}
              {found.may_appeal ? <Ask /> : null}
              {found.retake_at ? <Again from={found.retake_at} /> : null}
              {tone === "good" ? (
                <div>
                  <ButtonLink href="/learn" look="main">
                    {t("stage_learn_go")}
                  </ButtonLink>
                </div>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
