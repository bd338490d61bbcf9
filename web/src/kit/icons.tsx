/** Line icons, 20 px, decorative: the word beside them carries the meaning. */
const PATHS = {
  home: "M3 9.5 10 3l7 6.5M5 8v9h4v-5h2v5h4V8",
  mic: "M10 3a2 2 0 0 1 2 2v5a2 2 0 0 1-4 0V5a2 2 0 0 1 2-2ZM5 9.5a5 5 0 0 0 10 0M10 14.5V17",
  book: "M3 4.5c3-1 5-.5 7 1 2-1.5 4-2 7-1V16c-3-1-5-.5-7 1-2-1.5-4-2-7-1ZM10 5.5V17",
  device: "M3 4h14v9H3ZM7 17h6M10 13v4",
  desk: "M3 4h14v10h-7l-4 3v-3H3ZM6.500 8h7M6.500 11h4",
  money: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM7 6.500l3 3.500 3-3.500M7.500 10.500h5M7.500 12.500h5M10 10v4.500",
  user: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c.5-3 3-4.500 6-4.500s5.500 1.500 6 4.500",
  bell: "M5 14V9a5 5 0 0 1 10 0v5l1.500 1h-13ZM8.500 17h3",
  check: "m4 10.500 4 4 8-9",
  warn: "M10 3 2.500 16.500h15ZM10 8v4M10 14v.6",
  stop: "M7 3h6l4 4v6l-4 4H7l-4-4V7ZM7.500 7.500l5 5M12.500 7.500l-5 5",
  info: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM10 9v5M10 6v.6",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM10 6v4.500l3 2",
  close: "m5 5 10 10M15 5 5 15",
  down: "m5 8 5 5 5-5",
  back: "m12 4-6 6 6 6",
  send: "M3 10 17 4l-5 13-2.500-5.500Z",
  key: "M12.500 11.500a4 4 0 1 0-3.700-2.500L3 15v2h3v-2h2v-2l1.500-1.700c.8.7 1.900 1.200 3 1.200ZM13.500 7v.1",
  shield: "M10 3 4 5v5c0 4 3 6 6 7 3-1 6-3 6-7V5Z",
  search: "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4ZM12.700 12.700 17 17",
  more: "M4.500 10h.1M10 10h.1M15.500 10h.1",
  out: "M8 3H4v14h4M8 10h9M13.500 6.500 17 10l-3.500 3.500",
  play: "M6 4v12l10-6Z",
  award: "M10 3a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM7 11l-1 6 4-2 4 2-1-6",
  coffee: "M4 7h10v5a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4ZM14 8h1.500a2 2 0 0 1 0 4H14M7 3v2M10 3v2",
  chart: "M3 17h14M5.500 14v-4M10 14V5M14.500 14V8",
  list: "M3.500 5h.1M7 5h10M3.500 10h.1M7 10h10M3.500 15h.1M7 15h10",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
