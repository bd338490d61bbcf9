/** Skills a worker may serve: learn, pass the exam, hold the certificate. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { certificates, skills } from "@/api/queries/worker";
import type { Certificate, Skill } from "@/api/types";
import { locale } from "@/i18n";
import { date } from "@/i18n/format";
import { Badge, ButtonLink, Card, List, Note, Row, type Tone } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Empty, Loaded } from "@/kit/state";

const TONE: Record<Skill["state"], Tone> = { none: "plain", learning: "accent", certified: "good" };
export const nameOf = (skill: Pick<Skill, "name_zh" | "name_en">): string => (locale() === "en" ? skill.name_en : skill.name_zh);

export function CertificateCard({ certificate, name }: { certificate: Certificate; name: string }) {
  const { t } = useTranslation("learn");
  const isValid = certificate.state === "valid";
  return (
    <Card as="article" aria-label={t("certificate_of", { skill: name })}>
      <Row isBetween>
        <h3>{name}</h3>
        <Badge tone={isValid ? "good" : "bad"}>{t(isValid ? "certificate_valid" : "certificate_over")}</Badge>
      </Row>
      <p>
        {t("certificate_line", { level: certificate.level, from: date(certificate.issued_at), to: date(certificate.expires_at) })}
      </p>
      <p>
        {t("certificate_number")} <code>{certificate.id}</code>
      </p>
      <p>
        {t("certificate_evidence")} <code>{certificate.evidence_hash}</code>
      </p>
      {isValid && !certificate.live_at ? (
        <Note tone="accent" title={t("call_due")}>
          <div>
            <ButtonLink href={`/test-call/${encodeURIComponent(certificate.skill)}`} look="main">
              {t("call_go")}
            </ButtonLink>
          </div>
        </Note>
      ) : null}
      <p>
        <Link href={`/verify/${certificate.id}`}>{t("certificate_public")}</Link>
      </p>
    </Card>
  );
}

export default function Skills() {
  const { t } = useTranslation("learn");
  const all = useQuery(skills);
  const mine = useQuery(certificates);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Loaded query={all}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t("no_skills")} />
          ) : (
            <>
              <List>
                {list.map((skill) => (
                  <li key={skill.code}>
                    <Card as="div">
                      <Row isBetween>
                        <h2>{nameOf(skill)}</h2>
                        <Badge tone={TONE[skill.state]}>{t(`skill_${skill.state}`)}</Badge>
                      </Row>
                      <p>{t("skill_minutes", { n: skill.minutes })}</p>
                      <div>
                        <ButtonLink href={`/learn/${encodeURIComponent(skill.code)}`} look={skill.state === "certified" ? "second" : "main"}>
                          {t(skill.state === "none" ? "skill_start" : skill.state === "learning" ? "skill_go_on" : "skill_again")}
                        </ButtonLink>
                      </div>
                    </Card>
                  </li>
                ))}
              </List>
              {mine.data?.length ? (
                <section aria-label={t("certificates")}>
                  <h2>{t("certificates")}</h2>
                  {mine.data.map((certificate) => {
                    const skill = list.find((each) => each.code === certificate.skill);
                    return <CertificateCard key={certificate.id} certificate={certificate} name={skill ? nameOf(skill) : certificate.skill} />;
                  })}
                </section>
              ) : null}
              {mine.data?.some((certificate) => certificate.live_at) ? (
                <div>
                  <ButtonLink href="/test-calls">{t("duties")}</ButtonLink>
                </div>
              ) : null}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
