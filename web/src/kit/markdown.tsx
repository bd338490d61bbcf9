/**
 * A small Markdown, drawn as elements and never as HTML text: headings, paragraphs, lists, tables, quotes, **strong**, *emphasis*,
 * `code` and links to https or own pages. Anything else shows as it is written. Headings start at h2, below the page's h1.
 */
import { Fragment, type ReactNode } from "react";
import css from "./markdown.module.css";

export type Block =
  | { kind: "heading"; level: 2 | 3 | 4; text: string }
  | { kind: "paragraph" | "quote"; text: string }
  | { kind: "list"; isOrdered: boolean; items: string[] }
  | { kind: "table"; head: string[]; rows: string[][] };

const ITEM = /^\s*(?:[-*]|(\d+)[.)])\s+(.*)$/;
const cells = (line: string): string[] => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

export function parse(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.replace(/\r/g, "").split("\n");
  let at = 0;
  const line = () => lines[at] ?? "";
  while (at < lines.length) {
    const heading = /^(#{1,4})\s+(.*)$/.exec(line());
    const item = ITEM.exec(line());
    if (line().trim() === "") at++;
    else if (heading) {
      const depth = Math.min(4, Math.max(2, heading[1]?.length ?? 2)) as 2 | 3 | 4;
      blocks.push({ kind: "heading", level: depth, text: heading[2] ?? "" });
      at++;
    } else if (item) {
      const isOrdered = item[1] !== undefined;
      const items: string[] = [];
      while (at < lines.length && line().trim() !== "") {
        const next = ITEM.exec(line());
        if (next) items.push(next[2] ?? "");
        else items[items.length - 1] += ` ${line().trim()}`;
        at++;
      }
      blocks.push({ kind: "list", isOrdered, items });
    } else if (line().includes("|") && /^[\s|:-]+$/.test(lines[at + 1] ?? "x") && (lines[at + 1] ?? "").includes("-")) {
      const head = cells(line());
      const rows: string[][] = [];
      for (at += 2; at < lines.length && line().includes("|"); at++) rows.push(cells(line()));
      blocks.push({ kind: "table", head, rows });
    } else {
      const isQuote = line().startsWith(">");
      const taken: string[] = [];
      while (at < lines.length && line().trim() !== "" && !/^#{1,4}\s/.test(line()) && !ITEM.test(line()) && line().startsWith(">") === isQuote) {
        taken.push(line().replace(/^>\s?/, "").trim());
        at++;
      }
      blocks.push({ kind: isQuote ? "quote" : "paragraph", text: taken.join(" ") });
    }
  }
  return blocks;
}

const INLINE = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/g;

export function inline(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) out.push(text.slice(at, match.index));
    const [all, strong, soft, code, label, href] = match;
    if (strong) out.push(<strong>{strong}</strong>);
    else if (soft) out.push(<em>{soft}</em>);
    else if (code) out.push(<code>{code}</code>);
    else if (label && href && /^(https:\/\/|\/(?![/\\]))/.test(href)) out.push(<a href={href} rel="noreferrer">{label}</a>);
    else out.push(all);
    at = match.index + all.length;
  }
  if (at < text.length) out.push(text.slice(at));
  return out;
}

function Inline({ text }: { text: string }) {
  return (
    <>
      {inline(text).map((part, n) => (
        <Fragment key={n}>{part}</Fragment>
      ))}
    </>
  );
}

function One({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading": {
      const Tag = `h${block.level}` as "h2" | "h3" | "h4";
      return (
        <Tag>
          <Inline text={block.text} />
        </Tag>
      );
    }
    case "paragraph":
      return (
        <p>
          <Inline text={block.text} />
        </p>
      );
    case "quote":
      return (
        <blockquote>
          <Inline text={block.text} />
        </blockquote>
      );
    case "list": {
      const Tag = block.isOrdered ? "ol" : "ul";
      return (
        <Tag>
          {block.items.map((item, n) => (
            <li key={n}>
              <Inline text={item} />
            </li>
          ))}
        </Tag>
      );
    }
    case "table":
      return (
        <div className={css.table} role="region" aria-label={block.head.join(", ")} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, n) => (
                  <th key={n} scope="col">
                    <Inline text={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, n) => (
                <tr key={n}>
                  {row.map((cell, m) => (
                    <td key={m}>
                      <Inline text={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

export function Markdown({ text }: { text: string }) {
  return (
    <div className={css.text}>
      {parse(text).map((block, n) => (
        <One key={n} block={block} />
      ))}
    </div>
  );
}
