/** How the enterprise's own systems take part: vouching for customers, sending messages, hearing of replies. */
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Copy, Json, Labelled, Mark, Mute, Refusal, Row, Stack } from "@/console/parts";
import { toast } from "@/kit/state";
import { SaveForm } from "./save-form";
import { identityServer, identityTag, inboundCall } from "./snippet";

type Kind = "identity" | "inbound" | "hook";
interface Channel {
  has_identity_key: boolean;
  has_inbound_key: boolean;
  has_hook_key: boolean;
  hook_url?: string | null;
  inbound_path: string;
}

export function ChannelCard({ project }: { project: Project }) {
  const { t } = useTranslation("enterprise");
  const channel = useGet<Channel>(`/projects/${project.id}/channel`);
  return (
    <Card title={t("channel.title")}>
      <Ask of={channel} lines={6}>
        {(data) => (
          <Stack>
            <section aria-label={t("channel.identity")}>
              <h3>{t("channel.identity")}</h3>
              <p>{t("channel.identity_why")}</p>
              <Key project={project} kind="identity" has={data.has_identity_key} />
              <Code label={t("channel.server_code")} text={identityServer()} />
              <Code label={t("channel.page_code")} text={identityTag(project.widget_token)} />
            </section>
            <section aria-label={t("channel.inbound")}>
              <h3>{t("channel.inbound")}</h3>
              <p>{t("channel.inbound_why")}</p>
              <Key project={project} kind="inbound" has={data.has_inbound_key} />
              <Code label={t("channel.inbound_code")} text={inboundCall(data.inbound_path)} />
            </section>
            <section aria-label={t("channel.hook")}>
              <h3>{t("channel.hook")}</h3>
              <p>{t("channel.hook_why")}</p>
              <Hook project={project} url={data.hook_url ?? ""} />
              <Key project={project} kind="hook" has={data.has_hook_key} />
            </section>
          </Stack>
        )}
      </Ask>
    </Card>
  );
}

function Code({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation("enterprise");
  return (
    <div>
      <Mute>{label}</Mute>
      <Json label={label} value={text} />
      <Copy value={text} label={t("widget.copy")} />
    </div>
  );
}

/** A key is shown once, when it is made; making another ends it, and so is asked for. */
function Key({ project, kind, has }: { project: Project; kind: Kind; has: boolean }) {
  const { t } = useTranslation("enterprise");
  const { modal } = App.useApp();
  const [key, setKey] = useState<string>();
  const make = useAct<{ kind: Kind }, { key: string }>({ path: `/projects/${project.id}/channel/keys` });
  const run = () => make.mutate({ kind }, { onSuccess: (made) => setKey(made.key) });
  const ask = () => {
    if (has) void modal.confirm({ title: t("channel.key_again"), content: t("channel.key_again_why"), okText: t("channel.key_new"), cancelText: t("common:cancel"), onOk: run });
    else run();
  };
  return (
    <>
      <Row>
        <Mark tone={has ? "good" : "calm"}>{has ? t("channel.key_set") : t("channel.key_none")}</Mark>
        <Button size="small" onClick={ask} loading={make.isPending} aria-label={`${t("channel.key_new")}: ${t(`channel.${kind}`)}`}>
          {t("channel.key_new")}
        </Button>
      </Row>
      {key ? (
        <div role="status">
          <Mute>{t("channel.key_once")}</Mute>
          <Json label={t("channel.key")} value={key} />
          <Copy value={key} label={t("channel.key_copy")} />
        </div>
      ) : null}
      {make.error && <Refusal error={make.error} />}
    </>
  );
}

function Hook({ project, url }: { project: Project; url: string }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const [text, setText] = useState(url);
  const save = useAct<{ hook_url: string | null }>({ path: `/projects/${project.id}/channel`, method: "PUT" });
  const keep = () => save.mutate({ hook_url: text.trim() || null }, { onSuccess: () => toast(t("console:saved")) });
  return (
    <SaveForm act={save} onSave={keep}>
      <Labelled label={t("channel.hook_url")} hint={t("channel.hook_hint")}>
        {(ids) => <Input {...ids} value={text} inputMode="url" autoComplete="off" onChange={(event) => setText(event.target.value)} />}
      </Labelled>
    </SaveForm>
  );
}
