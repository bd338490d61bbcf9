/** Labelled inputs. Native controls: they bring the phone's own keyboards and pickers and every screen reader knows them. */
import { forwardRef, useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icons";
import css from "./kit.module.css";

interface Frame {
  label: ReactNode;
  hint?: ReactNode;
  fault?: ReactNode;
  isOptional?: boolean;
}

function useFrame({ hint, fault }: Frame) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", fault ? `${id}-fault` : ""].filter(Boolean).join(" ") || undefined;
  return { id, described };
}

function Around({ id, frame, children }: { id: string; frame: Frame; children: ReactNode }) {
  const { t } = useTranslation("common");
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {frame.label} {frame.isOptional ? <span className={css.optional}>{t("optional")}</span> : null}
      </label>
      {frame.hint ? (
        <span className={css.hint} id={`${id}-hint`}>
          {frame.hint}
        </span>
      ) : null}
      {children}
      {frame.fault ? (
        <span className={css.fault} id={`${id}-fault`}>
          <Icon name="warn" size={18} />
          {frame.fault}
        </span>
      ) : null}
    </div>
  );
}

export type FieldProps = Frame & Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> & { onValue?: (value: string) => void };

export const Field = forwardRef<HTMLInputElement, FieldProps>(function Field({ label, hint, fault, isOptional, onValue, ...rest }, ref) {
  const frame = { label, hint, fault, isOptional };
  const { id, described } = useFrame(frame);
  return (
    <Around id={id} frame={frame}>
      <input {...rest} ref={ref} id={id} className={css.input} aria-describedby={described} aria-invalid={fault ? true : undefined} onChange={(event) => onValue?.(event.target.value)} />
    </Around>
  );
});

export type AreaProps = Frame & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange"> & { onValue?: (value: string) => void };

export const Area = forwardRef<HTMLTextAreaElement, AreaProps>(function Area({ label, hint, fault, isOptional, onValue, ...rest }, ref) {
  const frame = { label, hint, fault, isOptional };
  const { id, described } = useFrame(frame);
  return (
    <Around id={id} frame={frame}>
      <textarea {...rest} ref={ref} id={id} className={css.input} aria-describedby={described} aria-invalid={fault ? true : undefined} onChange={(event) => onValue?.(event.target.value)} />
    </Around>
  );
});

export interface Option {
  id: string;
  text: ReactNode;
}

export type SelectProps = Frame & Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> & { options: { id: string; text: string }[]; onValue?: (value: string) => void };

export function Select({ label, hint, fault, isOptional, options, onValue, ...rest }: SelectProps) {
  const frame = { label, hint, fault, isOptional };
  const { id, described } = useFrame(frame);
  return (
    <Around id={id} frame={frame}>
      <select {...rest} id={id} className={css.input} aria-describedby={described} aria-invalid={fault ? true : undefined} onChange={(event) => onValue?.(event.target.value)}>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.text}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** One question with options of which one is chosen. */
export function Radios({ legend, options, value, onValue, isOff, hint }: { legend: ReactNode; options: Option[]; value: string | undefined; onValue: (id: string) => void; isOff?: boolean; hint?: ReactNode }) {
  const name = useId();
  return (
    <fieldset className={css.choices} disabled={isOff} aria-describedby={hint ? `${name}-hint` : undefined}>
      <legend className={css.label}>{legend}</legend>
      {hint ? (
        <span id={`${name}-hint`} className={css.hint}>
          {hint}
        </span>
      ) : null}
      {options.map((option) => (
        <label key={option.id} className={css.choice}>
          <input type="radio" name={name} value={option.id} checked={value === option.id} onChange={() => onValue(option.id)} />
          <span>{option.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Check({ label, isOn, onValue, isOff, isFramed, hint }: { label: ReactNode; isOn: boolean; onValue: (on: boolean) => void; isOff?: boolean; isFramed?: boolean; hint?: ReactNode }) {
  return (
    <label className={isFramed ? css.choice : css.bare}>
      <input type="checkbox" checked={isOn} disabled={isOff} onChange={(event) => onValue(event.target.checked)} />
      <span>
        {label}
        {hint ? <span className={css.hint}> {hint}</span> : null}
      </span>
    </label>
  );
}
