import { expect, it } from "vitest";
import { turnOf } from "./detector";

const face = (nose: number) => ({
  landmarks: [
    { type: "eye", locations: [{ x: 40, y: 50 }] },
    { type: "eye", locations: [{ x: 80, y: 50 }] },
    { type: "nose", locations: [{ x: nose, y: 70 }] },
  ],
});

it("a nose beside the middle of the eyes is of a turned head", () => {
  expect(turnOf(face(60))).toBeUndefined();
  expect(turnOf(face(76))).toBe("left");
  expect(turnOf(face(44))).toBe("right");
  expect(turnOf({})).toBeUndefined();
});
