/** Kept versions of a text that is published: which is in force, looking at one, putting one in force. */
import { App, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Way } from "@/api/client";
import type { components } from "@/api/schema";
import { toast } from "@/kit/state";
import { useAct } from "./data";
import { Card, Mark, Nothing, Refusal, Short, When } from "./parts";
import css from "./procedures.module.css";

export interface Version {
  hash: string;
  state: components["schemas"]["PolicyState"];
  at: string;
}

type Word = "versions" | `state_${Version["state"]}` | "show" | "show_version" | "publish" | "publish_version";

interface Props<V extends Version> {
  of: readonly V[];
  /** The words of what is kept here; `hash` names one version. */
  say: (word: Word, named?: { hash: string }) => string;
  /** Takes `{ hash }` and puts it in force. */
  publish: Way<"POST">;
  /** What is said while there is none. */
  none?: string;
  /** What is said once it is in force. */
  published: string;
  /** Asked before a version is put in force: a question and what follows from yes. */
  ask?: [string, string];
  mayPublish?: (version: V) => boolean;
  onShow?: (version: V) => void;
  /** More marks of a version, and more that may be done with it. */
  marks?: (version: V) => ReactNode;
  acts?: (version: V) => ReactNode;
  children?: ReactNode;
}

const TONES = { active: "good", draft: "warn", retired: "calm" } as const;
export const shortly = (hash: string) => hash.slice(0, 6);

export function Versions<V extends Version>({ of, say, none, publish: path, published, ask, mayPublish = (version) => version.state !== "active", onShow, marks, acts, children }: Props<V>) {
  const { t } = useTranslation("common");
  const { modal } = App.useApp();
  const act = useAct<{ hash: string }>({ path });
  const publish = (hash: string) => act.mutate({ hash }, { onSuccess: () => toast(published) });
  const begin = (hash: string) => {
    if (!ask) return publish(hash);
    const [title, content] = ask;
    void modal.confirm({ title, content, okText: say("publish"), cancelText: t("cancel"), onOk: () => publish(hash) });
  };
  return (
    <Card title={say("versions")}>
      {act.error && <Refusal error={act.error} />}
      {none && of.length === 0 ? <Nothing why={none} /> : null}
      <ul className={css.list} aria-label={say("versions")}>
        {of.map((version) => (
          <li key={`${version.hash}${version.at}`}>
            <Short id={version.hash} />
            <Mark tone={TONES[version.state]}>{say(`state_${version.state}`)}</Mark>
            {marks?.(version)}
            <When at={version.at} />
            {onShow ? (
              <Button size="small" onClick={() => onShow(version)} aria-label={say("show_version", { hash: shortly(version.hash) })}>
                {say("show")}
              </Button>
            ) : null}
            {acts?.(version)}
            {mayPublish(version) ? (
              <Button size="small" loading={act.isPending} onClick={() => begin(version.hash)} aria-label={say("publish_version", { hash: shortly(version.hash) })}>
                {say("publish")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {children}
    </Card>
  );
}
