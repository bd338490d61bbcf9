import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isStoppedKey, PageGuard } from "./page-guard";

const key = (key: string, ctrlKey = false, shiftKey = false) => ({ key, ctrlKey, shiftKey, metaKey: false });

describe("page guard", () => {
  let root: HTMLElement;
  let guard: PageGuard;
  beforeEach(() => {
    document.body.innerHTML = "<main><p>13912345678</p><textarea>mine</textarea></main>";
    root = document.querySelector("main") as HTMLElement;
    guard = new PageGuard();
    guard.start(() => root);
  });
  afterEach(() => guard.stop());

  it("stops copying what customers wrote, not one's own words", () => {
    const copy = (selector: string) => root.querySelector(selector)?.dispatchEvent(new Event("copy", { bubbles: true, cancelable: true }));
    expect(copy("p")).toBe(false);
    expect(copy("textarea")).toBe(true);
    expect(guard.now().counts.copy).toBe(1);
  });

  it("hides the desk in the same turn when the window loses focus, and shows it again", () => {
    window.dispatchEvent(new Event("blur"));
    expect(root.hasAttribute("data-covered")).toBe(true);
    window.dispatchEvent(new Event("focus"));
    expect(root.hasAttribute("data-covered")).toBe(false);
  });

  it("knows the keys that take things away", () => {
    expect([key("p", true), key("s", true), key("F12"), key("I", true, true)].every(isStoppedKey)).toBe(true);
    expect([key("p"), key("c", true), key("v", true), key("Enter", true)].some(isStoppedKey)).toBe(false);
  });

  it("hides for every reason there is until the last is gone", () => {
    guard.cover("untrusted", true);
    guard.cover("printing", true);
    guard.cover("untrusted", false);
    expect(guard.now().covers).toEqual(["printing"]);
    expect(root.hasAttribute("data-covered")).toBe(true);
  });
});
