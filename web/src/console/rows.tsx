/** A list as a table: named, scrollable by keyboard, with "more" instead of page numbers, and a CSV of what is shown. */
import { Button, Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
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

export function PlainTable<T extends object>({ label, rows, columns, id, expand }: TableProps<T>) {
  const { t } = useTranslation("console");
  const made: TableColumnsType<T> = columns.map((column, at) => ({
    title: column.title,
    key: at,
    align: column.end ? "end" : undefined,
    render: (_: unknown, row: T) => column.cell(row),
  }));
  return (
    // Wide tables scroll inside their own box, so the page itself never does.
    <div role="group" aria-label={label} tabIndex={0} className={css.scroll}>
      <Table<T>
        size="middle"
        rowKey={id}
        dataSource={[...rows]}
        columns={made}
        pagination={false}
        expandable={expand ? { expandedRowRender: expand, columnTitle: <span className={css.hidden}>{t("detail")}</span> } : undefined}
      />
    </div>
  );
}

interface RowsProps<T> extends Omit<TableProps<T>, "rows"> {
  list: List<T>;
  empty: ReactNode;
  /** File name of the CSV, without the ending. */
  file?: string;
}

export function Rows<T extends object>({ list, empty, file, ...table }: RowsProps<T>) {
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
  const url = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${file}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
