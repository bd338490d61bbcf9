/** Creating a project: what, how it is protected, what it costs, where it appears. Nothing is kept until the last step. */
import { Button, Input, Steps } from "antd";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { holdReload } from "@/app/assets-checker";
import type { Money, Project } from "@/api/types";
import { parseAmount } from "@/console/amount";
import { useAct } from "@/console/data";
import { Card, Choice, Facts, Labelled, Page, Refusal, Row } from "@/console/parts";
import { money } from "@/i18n/format";
import { toast } from "@/kit/state";
import css from "./enterprise.module.css";
import { usePolicyName, usePolicyOptions } from "./masking-policies";
import { MaskingPreview } from "./masking-preview";
import { FEE_BP, PriceSplit } from "./price-split";
import { nameOf, useSkillName, useSkills } from "./skills";

interface Draft {
  name: string;
  skill: string;
  policy: string;
  sensitivity: string;
  price: string;
  origins: string;
}
interface NewProjectBody {
  name: string;
  channel: "chat";
  skill: string;
  masking_policy: string;
  price: Money;
  sensitivity: number;
  origins: string[];
}

const STEPS = ["basics", "protection", "price", "place"] as const;

/** One origin per line: scheme and host, as a browser sends it. Null when a line is not one. */
export function parseOrigins(text: string): string[] | null {
  const lines = text.split(/[\s,]+/).filter(Boolean);
  try {
    return lines.map((line) => {
      const url = new URL(line);
      if (!/^https?:$/.test(url.protocol) || (url.pathname !== "/" && url.pathname !== "") || url.search || url.hash || url.username) throw new TypeError(line);
      return url.origin;
    });
  } catch {
    return null;
  }
}

export function NewProject() {
  const { t } = useTranslation(["enterprise", "console"]);
  const [, go] = useLocation();
  const [at, setAt] = useState(0);
  const [draft, setDraft] = useState<Draft>({ name: "", skill: "", policy: "base-cn", sensitivity: "1", price: "3.00", origins: "" });
  const [faults, setFaults] = useState<Partial<Record<keyof Draft, string>>>({});
  const create = useAct<NewProjectBody, Project>({ path: "/projects", once: true });
  const head = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) head.current?.focus();
    moved.current = true;
  }, [at]);
  // What is typed here would be lost by a reload.
  useEffect(() => holdReload(), []);
  const set = (field: keyof Draft) => (value: string) => {
    setDraft({ ...draft, [field]: value });
    setFaults({ ...faults, [field]: undefined });
  };

  const check = (): boolean => {
    const found: typeof faults = {};
    const step = STEPS[at];
    if (step === "basics" && !draft.name.trim()) found.name = t("fault.name");
    if (step === "basics" && !draft.skill) found.skill = t("fault.skill");
    const price = parseAmount(draft.price) ?? 0;
    if (step === "price" && (price < 1 || price > 100_000)) found.price = t("fault.price");
    if (step === "place" && parseOrigins(draft.origins) === null) found.origins = t("fault.origins");
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!check()) return;
    if (at < STEPS.length - 1) {
      setAt(at + 1);
      return;
    }
    create.mutate(
      {
        name: draft.name.trim(),
        channel: "chat",
        skill: draft.skill,
        masking_policy: draft.policy,
        price: { minor: parseAmount(draft.price) ?? 0, currency: "CNY" },
        sensitivity: Number(draft.sensitivity),
        origins: parseOrigins(draft.origins) ?? [],
      },
      {
        onSuccess: (project) => {
          toast(t("project.created_note"));
          go(`/projects/${project.id}`);
        },
      },
    );
  };
  const step = STEPS[at] ?? "basics";
  return (
    <Page title={t("projects.new")} crumbs={[[t("projects.title"), "/projects"]]} intro={t("wizard.intro")}>
      <form onSubmit={submit} className={css.wizard} noValidate>
        <Steps className={css.path} size="small" current={at} items={STEPS.map((one) => ({ title: t(`wizard.${one}`) }))} />
        <Card>
          <h2 ref={head} tabIndex={-1}>
            {t("wizard.step", { n: at + 1, all: STEPS.length, name: t(`wizard.${step}`) })}
          </h2>
          {step === "basics" && <Basics draft={draft} set={set} faults={faults} />}
          {step === "protection" && <Protection draft={draft} set={set} />}
          {step === "price" && <Price draft={draft} set={set} fault={faults.price} />}
          {step === "place" && <PlaceStep draft={draft} set={set} fault={faults.origins} />}
        </Card>
        {create.error && <Refusal error={create.error} />}
        <Row>
          {at > 0 && <Button onClick={() => setAt(at - 1)}>{t("common:back")}</Button>}
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {at < STEPS.length - 1 ? t("common:next") : t("projects.create")}
          </Button>
        </Row>
      </form>
    </Page>
  );
}

interface StepProps {
  draft: Draft;
  set: (field: keyof Draft) => (value: string) => void;
}

function Basics({ draft, set, faults }: StepProps & { faults: Partial<Record<keyof Draft, string>> }) {
  const { t } = useTranslation("enterprise");
  const skills = useSkills();
  const options = skills.data?.items.map((skill): [string, string] => [skill.code, nameOf(skill)]) ?? [];
  return (
    <>
      <Labelled label={t("project.name")} hint={t("project.name_hint")} error={faults.name}>
        {(ids) => <Input {...ids} value={draft.name} maxLength={80} autoComplete="off" onChange={(event) => set("name")(event.target.value)} />}
      </Labelled>
      <Labelled label={t("project.skill")} hint={t("project.skill_hint")} error={faults.skill}>
        {(ids) =>
          skills.error ? (
            <Input {...ids} value={draft.skill} onChange={(event) => set("skill")(event.target.value)} />
          ) : (
            <select {...ids} value={draft.skill} onChange={(event) => set("skill")(event.target.value)}>
              <option value="">{t("project.skill_pick")}</option>
              {options.map(([code, name]) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          )
        }
      </Labelled>
      <p>{t("project.channel_chat")}</p>
    </>
  );
}

function Protection({ draft, set }: StepProps) {
  const { t } = useTranslation("enterprise");
  const options = usePolicyOptions();
  return (
    <>
      <Choice label={t("project.policy")} value={draft.policy} onChange={set("policy")} options={options} />
      <MaskingPreview policy={draft.policy} />
      <fieldset className={css.radios}>
        <legend>{t("project.sensitivity")}</legend>
        {["1", "2", "3"].map((level) => (
          <label key={level}>
            <input type="radio" name="sensitivity" value={level} checked={draft.sensitivity === level} onChange={() => set("sensitivity")(level)} />
            <span>
              {t(`sensitivity.${level}`)}
              <small>{t(`sensitivity.${level}_why`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </>
  );
}

function Price({ draft, set, fault }: StepProps & { fault?: string }) {
  const { t } = useTranslation("enterprise");
  return (
    <>
      <Labelled label={t("price.per_piece")} hint={t("price.hint")} error={fault}>
        {(ids) => <Input {...ids} inputMode="decimal" prefix="¥" value={draft.price} onChange={(event) => set("price")(event.target.value)} />}
      </Labelled>
      <PriceSplit price={{ minor: parseAmount(draft.price) ?? 0, currency: "CNY" }} feeBp={FEE_BP} />
    </>
  );
}

function PlaceStep({ draft, set, fault }: StepProps & { fault?: string }) {
  const { t } = useTranslation("enterprise");
  const skill = useSkillName();
  const policy = usePolicyName();
  return (
    <>
      <Labelled label={t("project.origins")} hint={t("project.origins_hint")} error={fault}>
        {(ids) => <textarea {...ids} className={css.area} value={draft.origins} placeholder="https://shop.example.com" onChange={(event) => set("origins")(event.target.value)} />}
      </Labelled>
      <h3>{t("wizard.review")}</h3>
      <Facts
        of={[
          [t("project.name"), draft.name],
          [t("project.skill"), skill(draft.skill)],
          [t("project.policy"), policy(draft.policy)],
          [t("project.sensitivity"), t(`sensitivity.${draft.sensitivity}`)],
          [t("price.per_piece"), money({ minor: parseAmount(draft.price) ?? 0, currency: "CNY" })],
        ]}
      />
    </>
  );
}
