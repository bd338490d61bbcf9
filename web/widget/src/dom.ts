/** Building nodes without HTML text: works under Trusted Types and cannot be injected into. */
type Props = Record<string, string | boolean | ((event: never) => void)>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name, value as EventListener);
    else if (typeof value === "boolean") node.toggleAttribute(name, value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** A line icon from one path, hidden from screen readers: words always stand beside it. */
export function icon(path: string): SVGSVGElement {
  const make = <K extends keyof SVGElementTagNameMap>(tag: K) =>
    document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = make("svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = make("path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  chat: "M4 5h16v11H9l-5 4z",
  down: "M6 9l6 6 6-6",
  send: "M4 12h15M13 6l6 6-6 6",
  star: "M12 3l2.8 5.9 6.2.9-4.5 4.5 1 6.4-5.5-3-5.5 3 1-6.4L3 9.8l6.2-.9z",
};

/** Sets text only when it differs, so that live regions speak once. */
export function say(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
