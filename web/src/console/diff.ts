/** The difference of two texts, line by line: the longest common sequence stays, the rest went or came. */
export interface DiffLine {
  kind: "same" | "gone" | "new";
  text: string;
}

/** Lines of `before` and `after` in one list. Texts of some thousand lines at most: the table grows with their product. */
export function diff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i] ?? "" });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: "gone", text: a[i] ?? "" });
      i += 1;
    } else {
      lines.push({ kind: "new", text: b[j] ?? "" });
      j += 1;
    }
  }
  return lines;
}

/** Only what changed, with `around` lines of what stayed on either side. */
export function changes(lines: DiffLine[], around = 2): DiffLine[] {
  return lines.filter((_, n) => lines.slice(Math.max(0, n - around), n + around + 1).some((line) => line.kind !== "same"));
}
