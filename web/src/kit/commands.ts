/** What can be done from here: one list feeds the command bar (Ctrl/⌘K), the key help (?) and the keys themselves. */
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Command {
  id: string;
  label: string;
  /** For example `Alt+R`, `F6`, `Ctrl+Enter`; Ctrl also means ⌘. */
  keys?: string;
  /** Shown in the key help only; the part itself listens. */
  isPassive?: boolean;
  run?: () => void;
}

const groups = new Map<symbol, Command[]>();
let flat: Command[] = [];
const listeners = new Set<() => void>();

function publish(): void {
  flat = [...groups.values()].flat();
  for (const listener of listeners) listener();
}

export const commandsNow = (): Command[] => flat;

export function useAllCommands(): Command[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, commandsNow);
}

/** Offers commands while the calling screen is mounted. */
export function useCommands(commands: Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  const shape = commands.map((command) => `${command.id}|${command.label}|${command.keys ?? ""}`).join("\n");
  useEffect(() => {
    const group = Symbol(shape);
    groups.set(
      group,
      latest.current.map((command) => ({ ...command, run: command.run ? () => latest.current.find((each) => each.id === command.id)?.run?.() : undefined })),
    );
    publish();
    return () => {
      groups.delete(group);
      publish();
    };
  }, [shape]);
}

export function matches(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (name: string) => parts.includes(name);
  const isLetter = /^[A-Z]$/.test(key);
  const same = isLetter ? event.code === `Key${key}` || event.key.toUpperCase() === key : event.key === key;
  return same && (event.ctrlKey || event.metaKey) === wants("Ctrl") && event.altKey === wants("Alt") && (key === "?" || event.shiftKey === wants("Shift"));
}

/** True while the person types, so that single keys are text and not commands. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Mounted once: runs the command whose keys were pressed. */
export function useCommandKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      for (const command of flat) {
        if (!command.keys || command.isPassive || !command.run || !matches(command.keys, event)) continue;
        const isSingle = !command.keys.includes("+") && !/^F\d+$/.test(command.keys);
        if (isSingle && isTyping(event.target)) continue;
        event.preventDefault();
        command.run();
        return;
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
