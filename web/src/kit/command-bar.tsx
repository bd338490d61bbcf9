/** Ctrl/⌘K: type a few letters, arrow keys, Enter. And ?: the list of keys. Loaded when first opened. */
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { commandsNow, useAllCommands } from "./commands";
import css from "./kit.module.css";
import { Dialog } from "./overlay";

const SIGN: Record<string, string> = { ArrowUp: "\u2191", ArrowDown: "\u2193" };

export function Keys({ keys }: { keys: string }) {
  return (
    <span>
      {keys.split("+").map((key) => (
        <kbd key={key}>{SIGN[key] ?? key}</kbd>
      ))}
    </span>
  );
}

export default function CommandBar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("common");
  const id = useId();
  const all = useAllCommands();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    return all.filter((command) => command.run && command.id !== "command-bar" && command.label.toLowerCase().includes(wanted));
  }, [all, typed]);
  const run = (n: number) => {
    const command = found[n];
    onClose();
    // After the dialog gave focus back.
    setTimeout(() => commandsNow().find((each) => each.id === command?.id)?.run?.());
  };
  return (
    <Dialog title={t("command_bar")} isOpen onClose={onClose} place="top">
      <input
        className={css.commandInput}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
        aria-label={t("command_search")}
        placeholder={t("command_search")}
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown") setAt((n) => Math.min(found.length - 1, n + 1));
          else if (event.key === "ArrowUp") setAt((n) => Math.max(0, n - 1));
          else if (event.key === "Enter" && found[at]) run(at);
          else return;
          event.preventDefault();
        }}
      />
      <div className={css.options} role="listbox" id={`${id}-list`} aria-label={t("command_bar")} tabIndex={-1}>
        {found.map((command, n) => (
          <div key={command.id} role="option" id={`${id}-${n}`} aria-selected={n === at} className={css.option} tabIndex={-1} onClick={() => run(n)} onKeyDown={(event) => event.key === "Enter" && run(n)}>
            <span>{command.label}</span>
            {command.keys ? <Keys keys={command.keys} /> : null}
          </div>
        ))}
      </div>
      {found.length === 0 ? <p role="status">{t("command_none")}</p> : null}
    </Dialog>
  );
}

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("common");
  const all = useAllCommands().filter((command) => command.keys);
  return (
    <Dialog title={t("key_help")} isOpen onClose={onClose}>
      <dl className={css.keys}>
        {all.map((command) => (
          <div key={command.id} style={{ display: "contents" }}>
            <dt>
              <Keys keys={command.keys ?? ""} />
            </dt>
            <dd>{command.label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
