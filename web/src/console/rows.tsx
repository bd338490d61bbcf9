/** A list as a table: named, scrollable by keyboard, with "more" instead of page numbers, and a CSV of what is shown. */
import { Button } from "antd";
import { Fragment, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { saveText } from "@/kit/save";
import type { List } from "./data";
import { Nothing, Refusal, Wait } from "./parts";
import css from "./rows.module.css";

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** The value in the CSV; the column is left out without it. */
  csv?: (row: T) => string | number | null | undefined;
  end?: boolean;
}

interface TableProps<T> {
  label: string;
  rows: readonly T[];
  columns: Column<T>[];
  id: (row: T) => string;
  expand?: (row: T) => ReactNode;
}

/**
 * A plain HTML table: these lists only read, so the component library's table (100 kB, with its own filters,
 * pages and virtual scroller) would give nothing to people and less to screen readers.
 */
export function PlainTable<T>({ label, rows, columns, id, expand }: TableProps<T>) {
  const { t } = useTranslation("console");
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return (
    // Wide tables scroll inside their own box, so the page itself never does.
    <div role="group" aria-label={label} tabIndex={0} className={css.scroll}>
      <table aria-label={label}>
        <thead>
          <tr>
            {expand && <th scope="col">{t("detail")}</th>}
            {columns.map((column) => (
              <th key={column.title} scope="col" className={column.end ? css.end : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = id(row);
            const isOpen = open.has(key);
            return (
              <Fragment key={key}>
                <tr>
                  {expand && (
                    <td>
                      <button type="button" className={css.fold} aria-expanded={isOpen} aria-label={t("detail")} onClick={() => toggle(key)}>
                        <span aria-hidden>{isOpen ? "−" : "+"}</span>
                      </button>
                    </td>
                  )}
                  {columns.map((column) => (
                    <td key={column.title} className={column.end ? css.end : undefined}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
                {expand && isOpen && (
                  <tr>
                    <td colSpan={columns.length + 1}>{expand(row)}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface RowsProps<T> extends Omit<TableProps<T>, "rows"> {
  list: List<T>;
  empty: ReactNode;
  /** File name of the CSV, without the ending. */
  file?: string;
}

export function Rows<T>({ list, empty, file, ...table }: RowsProps<T>) {
  const { t } = useTranslation("console");
  const { rows } = list;
  if (!rows) return list.error ? <Refusal error={list.error} retry={() => void list.refetch()} /> : <Wait lines={6} />;
  if (rows.length === 0) return typeof empty === "string" ? <Nothing why={empty} /> : empty;
  return (
    <>
      {list.error && <Refusal error={list.error} retry={() => void list.refetch()} />}
      <PlainTable rows={rows} {...table} />
      <div className={css.foot}>
        <span>{t("rows_shown", { n: rows.length })}</span>
        {list.hasNextPage && (
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t("more")}
          </Button>
        )}
        {file && <Button onClick={() => save(file, table.columns, rows)}>{t("csv")}</Button>}
      </div>
    </>
  );
}

/** One CSV field. A leading sign that a spreadsheet would run as a formula is defused. */
export function csvField(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function save<T>(file: string, columns: Column<T>[], rows: readonly T[]): void {
  const kept = columns.filter((column) => column.csv);
  const lines = [
    kept.map((column) => csvField(column.title)),
    ...rows.map((row) => kept.map((column) => csvField(column.csv?.(row)))),
  ].map((fields) => fields.join(","));
  // The mark at the start makes spreadsheets read UTF-8.
  saveText(`${file}.csv`, "text/csv", `\ufeff${lines.join("\r\n")}\r\n`);
}
