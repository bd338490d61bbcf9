/** Where a reply is written. Enter or Ctrl/⌘+Enter sends, Shift+Enter breaks the line; keys that belong to an input method never send. */
import { forwardRef, useId, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, Hidden } from "@/kit/basics";
import css from "./chat.module.css";

export interface ComposerProps {
  label: string;
  value: string;
  onValue: (text: string) => void;
  onSend: () => void;
  isOff?: boolean;
  isBusy?: boolean;
  maxLength?: number;
  placeholder?: string;
  /** Shown above the box: verdict of the draft while typing. */
  above?: ReactNode;
  /** Buttons left of Send. */
  tools?: ReactNode;
}

/** Ends a composition in old WebKit, where `isComposing` is already false. */
const IME_KEY = 229;

export const Composer = forwardRef<HTMLTextAreaElement, ComposerProps>(function Composer(
  { label, value, onValue, onSend, isOff, isBusy, maxLength = 2000, placeholder, above, tools },
  ref,
) {
  const { t } = useTranslation("common");
  const tip = useId();
  const canSend = !isOff && !isBusy && value.trim() !== "";
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    if (event.nativeEvent.isComposing || event.keyCode === IME_KEY) return;
    event.preventDefault();
    if (canSend) onSend();
  };
  return (
    <form
      className={css.composer}
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend) onSend();
      }}
    >
      {above}
      <textarea
        ref={ref}
        className={css.box}
        aria-label={label}
        aria-describedby={tip}
        placeholder={placeholder}
        value={value}
        disabled={isOff}
        maxLength={maxLength}
        rows={2}
        onChange={(event) => onValue(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={css.bar}>
        <span className={css.tip} id={tip}>
          {t("composer_tip")}
          {value.length > maxLength * 0.9 ? <span role="status"> {t("letters_left", { n: maxLength - value.length })}</span> : <Hidden />}
        </span>
        <span className={css.bar}>
          {tools}
          <Button type="submit" look="main" icon="send" disabled={!canSend} isBusy={isBusy}>
            {t("send")}
          </Button>
        </span>
      </div>
    </form>
  );
});
