import { describe, expect, it } from "vitest";
import { creationOptions, fromBase64Url, isBareAddress, requestOptions, toBase64Url } from "./webauthn";

describe("base64url", () => {
  it("survives every length and byte", () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, n) => (n * 37 + length) % 256);
      const text = toBase64Url(bytes);
      expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(new Uint8Array(fromBase64Url(text))).toEqual(bytes);
    }
  });
});

describe("options", () => {
  it("turns ids and challenges into buffers and drops null", () => {
    const made = creationOptions({ publicKey: { challenge: "AQID", rp: { id: "localhost", name: "x" }, user: { id: "BAU", name: "n", displayName: "d" }, pubKeyCredParams: [], timeout: null, excludeCredentials: [{ id: "Bg", type: "public-key" }] } });
    expect(new Uint8Array(made.challenge as ArrayBuffer)).toEqual(Uint8Array.of(1, 2, 3));
    expect(new Uint8Array(made.user.id as ArrayBuffer)).toEqual(Uint8Array.of(4, 5));
    expect(made.excludeCredentials?.[0]?.type).toBe("public-key");
    expect("timeout" in made).toBe(false);
    const asked = requestOptions({ publicKey: { challenge: "AQID", allowCredentials: [] } });
    expect(new Uint8Array(asked.challenge as ArrayBuffer)).toHaveLength(3);
  });
});

it("knows a bare address", () => {
  expect(isBareAddress("127.0.0.1")).toBe(true);
  expect(isBareAddress("localhost")).toBe(false);
  expect(isBareAddress("::1")).toBe(true);
});
