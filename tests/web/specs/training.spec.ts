/** The training room: a simulated customer, the procedure's steps, and advice that names its rule after each turn. */
import { look } from "../fixtures/a11y";
import { person } from "../fixtures/demo";
import { signIn } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");

test("a worker trains with a simulated customer and is told the next step", async ({ open }) => {
  const page = await open();
  await signIn(page, t, person("worker"));
  await page.goto("/train/ecommerce.after_sale");
  await look(page, "worker-train");
  await page.getByRole("button", { name: t.like("learn:train_start_named") }).first().click();
  await expect(page.getByText(/sop:[a-z-]+#/).first()).toBeVisible();
  await page.getByRole("textbox").fill("您好，我是云客服，请问您的订单号是多少？");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/#ask_order/).or(page.getByText(/#ask/)).first()).toBeVisible();
  await look(page, "worker-train-turn", { isPhone: true });
});
