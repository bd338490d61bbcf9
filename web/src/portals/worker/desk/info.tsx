/** The right pane: what is known about the customer (tokens, never values), and the keys of the desk. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useAllCommands } from "@/kit/commands";
import { Button, Facts, Stack } from "@/kit/basics";
import { splitTokens, TokenChip } from "@/kit/show";
import { Tabs } from "@/kit/tabs";
import { dateTime } from "@/i18n/format";
import css from "./desk.module.css";
import { Procedure } from "./procedure";
import { useDesk, type DeskStore } from "./store";

const Drawn = lazy(() => import("./drawn"));

/** Every token of the conversation, known or read in it. */
function useTokens(store: DeskStore, id: string): string[] {
  const thread = useDesk(store, (state) => state.threads[id]);
  const inText = (thread?.messages ?? []).flatMap((message) => splitTokens(message.text).filter((part) => part.token).map((part) => part.text));
  return [...new Set([...(thread?.info?.known_tokens ?? []), ...inText])];
}

function Customer({ store, id }: { store: DeskStore; id: string }) {
  const { t } = useTranslation("desk");
  const thread = useDesk(store, (state) => state.threads[id]);
  const line = useDesk(store, (state) => state.conversations.find((each) => each.id === id));
  const tokens = useTokens(store, id);
  return (
    <Stack gap="small">
      <Facts
        items={[
          { name: t("customer"), value: thread?.info?.contact.label ?? "\u2013" },
          { name: t("last_message"), value: dateTime(line?.last_at) },
        ]}
      />
      <h3>{t("tokens")}</h3>
      <div className={css.tokens}>{tokens.length ? tokens.map((token) => <TokenChip key={token} text={token} />) : t("no_tokens")}</div>
      <p>{t("tokens_hint")}</p>
      {thread?.info?.is_drawn && thread.info.has_context ? (
        <>
          <h3>{t("context")}</h3>
          <Suspense fallback={null}>
            <Drawn conversation={id} what="context" />
          </Suspense>
        </>
      ) : null}
      {thread?.info?.context ? (
        <>
          <h3>{t("context")}</h3>
          <pre className={css.context} tabIndex={0} role="group" aria-label={t("context")}>
            {contextLines(thread.info.context).join("\n")}
          </pre>
        </>
      ) : null}
    </Stack>
  );
}

/** A document as lines of `path: value`, for people. */
function contextLines(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [`${path}: ${String(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => contextLines(inner, path ? `${path}.${key}` : key));
}

function Keys() {
  const commands = useAllCommands().filter((command) => command.keys);
  return (
    <dl className={css.lines}>
      {commands.map((command) => (
        <div key={command.id}>
          <dt>
            <kbd>{command.keys}</kbd>
          </dt>
          <dd>{command.label}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Info({ store, id, onBack }: { store: DeskStore; id: string; onBack: () => void }) {
  const { t } = useTranslation("desk");
  const tokens = useTokens(store, id);
  return (
    <>
      <span className={css.phoneBar}>
        <Button size="small" icon="back" onClick={onBack}>
          {t("pane_thread")}
        </Button>
      </span>
      <Tabs
        label={t("pane_info")}
        items={[
          { id: "customer", label: t("customer"), content: <Customer store={store} id={id} /> },
          { id: "procedure", label: t("sop"), content: <Procedure key={id} id={id} tokens={tokens} /> },
          { id: "keys", label: t("keys"), content: <Keys /> },
        ]}
      />
    </>
  );
}
