import { expect, it } from "vitest";
import { changes, diff } from "./diff";

const marks = (before: string, after: string) => diff(before, after).map((line) => ({ same: " ", gone: "-", new: "+" })[line.kind] + line.text);

it("tells what went and what came, in the order of the texts", () => {
  expect(marks("a\nb\nc", "a\nx\nc")).toEqual([" a", "-b", "+x", " c"]);
  expect(marks("a", "a\nb")).toEqual([" a", "+b"]);
  expect(marks("a\nb", "b")).toEqual(["-a", " b"]);
  expect(marks("same", "same")).toEqual([" same"]);
});

it("leaves out what is far from any change", () => {
  const long = Array.from({ length: 20 }, (_, n) => `line ${n}`);
  const other = long.with(10, "changed");
  const shown = changes(diff(long.join("\n"), other.join("\n")));
  expect(shown.map((line) => line.text)).toEqual(["line 8", "line 9", "line 10", "changed", "line 11", "line 12"]);
  expect(changes(diff("a\nb", "a\nb"))).toEqual([]);
});
