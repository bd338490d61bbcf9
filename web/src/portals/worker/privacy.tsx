/** What a person may do with their own data: have a copy, have it erased, and see what stays and why. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post } from "@/api/client";
import type { components } from "@/api/schema";
import type { Page } from "@/api/types";
import { readBlob } from "@/console/data";
import { dateTime, number } from "@/i18n/format";
import { Badge, Button, Card, List, Muted, Row, Stack } from "@/kit/basics";
import { Check } from "@/kit/fields";
import { saveBlob } from "@/kit/save";
import { ErrorState, Loaded, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

type Copy = components["schemas"]["DataExport"];
type Mine = components["schemas"]["MyErasure"];

const TONES = { waiting: "plain", running: "accent", ready: "good", failed: "bad", expired: "plain" } as const;

export default function Privacy() {
  return (
    <Stack>
      <Copies />
      <Erasure />
    </Stack>
  );
}

function Copies() {
  const { t } = useTranslation("me");
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["exports"],
    queryFn: () => get<Page<Copy>>("/me/exports", { limit: 10 }),
    refetchInterval: (state) => (state.state.data?.items.some((one) => one.state === "waiting" || one.state === "running") ? 1500 : false),
  });
  const ask = useSubmit(async () => {
    await post("/me/exports");
    await client.invalidateQueries({ queryKey: ["exports"] });
    toast(t("copy_asked"));
  });
  const fetchFile = useSubmit(async () => undefined);
  const save = async (copy: Copy, part: number) => {
    try {
      saveBlob(`tidecrew-${copy.created_at.slice(0, 10)}-${part}.zip`, await readBlob(`/exports/${copy.id}/files/${part}`));
    } catch (error) {
      fetchFile.fail(error);
    }
  };
  return (
    <Card aria-label={t("copy_title")}>
      <Stack gap="small">
        <h2>{t("copy_title")}</h2>
        <p>{t("copy_text")}</p>
        <div>
          <Button look="main" isBusy={ask.isBusy} onClick={() => void ask.submit()}>
            {t("copy_ask")}
          </Button>
        </div>
        {ask.problem ? <ErrorState error={ask.problem} /> : null}
        {fetchFile.problem ? <ErrorState error={fetchFile.problem} /> : null}
        <Loaded query={query}>
          {({ items }) => (
            <List>
              {items.map((copy) => (
                <Card as="li" key={copy.id}>
                  <Row isBetween>
                    <Badge tone={TONES[copy.state]}>{t(`copy_state_${copy.state}`)}</Badge>
                    <time dateTime={copy.created_at}>{dateTime(copy.created_at)}</time>
                  </Row>
                  {copy.state === "waiting" || copy.state === "running" ? <progress max={copy.total} value={copy.done} aria-label={t("copy_progress")} /> : null}
                  {copy.state === "ready" ? (
                    <Row>
                      {Array.from({ length: copy.parts }, (_, n) => (
                        <Button key={n} size="small" onClick={() => void save(copy, n + 1)}>
                          {copy.parts === 1 ? t("copy_save") : t("copy_save_part", { n: n + 1 })}
                        </Button>
                      ))}
                      <Muted>{t("copy_until", { rows: number(copy.rows), at: dateTime(copy.expires_at ?? copy.created_at) })}</Muted>
                    </Row>
                  ) : null}
                </Card>
              ))}
            </List>
          )}
        </Loaded>
      </Stack>
    </Card>
  );
}

function Erasure() {
  const { t } = useTranslation("me");
  const client = useQueryClient();
  const [isSure, setSure] = useState(false);
  const query = useQuery({ queryKey: ["erasure"], queryFn: () => get<Mine>("/me/erasure") });
  const again = () => client.invalidateQueries({ queryKey: ["erasure"] });
  const ask = useSubmit(async () => {
    await post("/me/erasure");
    setSure(false);
    await again();
  });
  const withdraw = useSubmit(async () => {
    await post("/me/erasure/withdraw");
    await again();
    toast(t("erase_withdrawn"));
  });
  return (
    <Card aria-label={t("erase_title")}>
      <Stack gap="small">
        <h2>{t("erase_title")}</h2>
        <Loaded query={query}>
          {(mine) => (
            <Stack gap="small">
              <p>{t("erase_text", { days: mine.grace_days })}</p>
              {mine.blocked.length ? (
                <div>
                  <strong>{t("erase_waits")}</strong>
                  <ul>
                    {[...new Set(mine.blocked.map((one) => one.reason))].map((reason) => (
                      <li key={reason}>{t(`erase_reason_${reason}`)}</li>
                    ))}
                  </ul>
                </div>
              ) : null}
              {mine.kept.length ? (
                <details>
                  <summary>{t("erase_kept", { n: number(mine.kept.reduce((sum, one) => sum + one.rows, 0)) })}</summary>
                  <ul>
                    {mine.kept.map((one) => (
                      <li key={one.table}>
                        <code>{one.table}</code> · {t("erase_rows", { n: number(one.rows) })} · {t(`law_${one.law}`)}
                        {one.until ? ` · ${t("erase_until", { at: dateTime(one.until) })}` : null}
                      </li>
                    ))}
                  </ul>
                </details>
              ) : null}
              {mine.asked ? (
                <Stack gap="small">
                  <p role="status">{t(`erase_state_${mine.asked.state}`, { at: dateTime(mine.asked.due_at) })}</p>
                  <p>
                    {t("erase_number")} <code>{mine.asked.id}</code>
                  </p>
                  {mine.asked.state === "waiting" ? (
                    <div>
                      <Button isBusy={withdraw.isBusy} onClick={() => void withdraw.submit()}>
                        {t("erase_withdraw")}
                      </Button>
                    </div>
                  ) : null}
                </Stack>
              ) : (
                <Stack gap="small">
                  <Check label={t("erase_sure")} isOn={isSure} onValue={setSure} />
                  <div>
                    <Button look="bad" isBusy={ask.isBusy} disabled={!isSure} onClick={() => void ask.submit()}>
                      {t("erase_ask")}
                    </Button>
                  </div>
                </Stack>
              )}
              {ask.problem ? <ErrorState error={ask.problem} /> : null}
              {withdraw.problem ? <ErrorState error={withdraw.problem} /> : null}
            </Stack>
          )}
        </Loaded>
      </Stack>
    </Card>
  );
}
