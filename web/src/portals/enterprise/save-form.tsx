/** One thing that is changed and saved by itself: the field, the refusal, the button. */
import { Button } from "antd";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/console/parts";
import css from "./enterprise.module.css";

interface Props {
  /** The act's state. */
  act: { error: unknown; isPending: boolean };
  onSave: () => void;
  children: ReactNode;
}

export function SaveForm({ act, onSave, children }: Props) {
  const { t } = useTranslation("console");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  return (
    <form onSubmit={submit} className={css.wizard} noValidate>
      {children}
      {act.error ? <Refusal error={act.error} /> : null}
      <div>
        <Button htmlType="submit" loading={act.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
