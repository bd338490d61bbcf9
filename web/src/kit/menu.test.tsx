import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Menu } from "./menu";

it("opens, moves by keys and letters, chooses, closes and gives focus back", async () => {
  const run = vi.fn();
  render(<Menu label="Actions" entries={[{ id: "a", label: "Alpha", run }, { id: "b", label: "Beta", run: () => run("b") }]} />);
  const button = screen.getByRole("button", { name: "Actions" });
  fireEvent.keyDown(button, { key: "ArrowDown" });
  const menu = screen.getByRole("menu", { name: "Actions" });
  expect(document.activeElement?.textContent).toBe("Alpha");
  fireEvent.keyDown(menu, { key: "b" });
  expect(document.activeElement?.textContent).toBe("Beta");
  fireEvent.keyDown(menu, { key: "ArrowDown" });
  expect(document.activeElement?.textContent).toBe("Alpha");
  fireEvent.keyDown(menu, { key: "Escape" });
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(button);
  fireEvent.click(button);
  fireEvent.click(screen.getByRole("menuitem", { name: "Beta" }));
  await waitFor(() => expect(run).toHaveBeenCalledWith("b"));
  expect(screen.queryByRole("menu")).toBeNull();
});
