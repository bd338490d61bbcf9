/** One conversation as the enterprise may see it: masked text, verdict of each answer, cost and rating. */
import { useTranslation } from "react-i18next";
import type { Conversation, ConversationRow, Page as Rows } from "@/api/types";
import { useGet } from "@/console/data";
import { Ask, Card, Facts, Page, State, When } from "@/console/parts";
import { Transcript } from "@/console/transcript";
import { money } from "@/i18n/format";
import { Stars, workerName } from "./conversations";

type Full = Conversation & Partial<ConversationRow> & { rating_comment?: string | null };

export function ConversationPage({ id }: { id: string }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const talk = useGet<Full>(`/conversations/${id}`, undefined, 5_000);
  // Cost and who served stand in the list; the newest pages are enough for what was just opened from there.
  const rows = useGet<Rows<ConversationRow>>("/conversations", { limit: 200 });
  const row = rows.data?.items.find((one) => one.id === id);
  return (
    <Page title={t("talks.one")} crumbs={[[t("talks.title"), "/conversations"]]}>
      <Ask of={talk} lines={10}>
        {(data) => (
          <>
            <Card title={t("talks.facts")}>
              <Facts
                of={[
                  [t("console:project"), typeof data.project === "string" ? (row?.project_name ?? data.project) : data.project.name],
                  [t("console:state"), <State key="s" of={data.state} />],
                  [t("talks.contact"), data.contact.label],
                  [t("console:worker"), workerName(data.worker ?? row?.worker)],
                  [t("talks.opened"), <When key="o" at={data.opened_at ?? row?.opened_at} />],
                  [t("talks.closed"), <When key="c" at={data.closed_at ?? row?.closed_at} />],
                  [t("talks.cost"), money(data.cost ?? row?.cost)],
                  [t("talks.rating"), <Stars key="r" of={data.rating ?? row?.rating} />],
                  [t("talks.comment"), data.rating_comment ?? "–"],
                ]}
              />
            </Card>
            <Card title={t("talks.transcript")}>
              <p>{t("talks.masked")}</p>
              <Transcript messages={data.messages} />
            </Card>
          </>
        )}
      </Ask>
    </Page>
  );
}
