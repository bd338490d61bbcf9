import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Markdown, parse } from "./markdown";

describe("markdown", () => {
  it("knows the blocks lessons use", () => {
    const blocks = parse("## A\ntext one\ntext two\n\n1. **first**: x\n2. second\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- p\n- q\n\n> said");
    expect(blocks.map((block) => block.kind)).toEqual(["heading", "paragraph", "list", "table", "list", "quote"]);
    expect(blocks[2]).toMatchObject({ isOrdered: true, items: ["**first**: x", "second"] });
    expect(blocks[3]).toMatchObject({ head: ["a", "b"], rows: [["1", "2"]] });
  });

  it("draws text, never HTML or foreign schemes", () => {
    const { container } = render(<Markdown text={'<img src=x onerror="alert(1)"> [bad](javascript:alert(1)) [also](//evil.example) [good](https://example.org) **b**'} />);
    expect(container.querySelector("img")).toBeNull();
    expect([...container.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual(["https://example.org"]);
    expect(container.querySelector("strong")?.textContent).toBe("b");
    expect(container.textContent).toContain("<img src=x");
  });

  it("ends on any input", () => {
    for (const text of ["", "\n\n", "#", "|", "- ", "> ", "**", "`", "[", "| a |\n|", "1.", "####### x", "-\n-\n", "a\n## b\n- c"]) expect(() => parse(text)).not.toThrow();
  });
});
