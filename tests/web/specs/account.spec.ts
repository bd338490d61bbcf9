/** Looking after one's account: a forgotten password, people of an enterprise, and who leaves is out at once. */
import { look } from "../fixtures/a11y";
import { invitationFor, person, resetCodeFor } from "../fixtures/demo";
import { door, fresh, signIn, signUp, verify } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("zh-CN");
const PASSWORD = "correct horse battery";
const NEW = "another horse entirely";

test("a forgotten password is set anew, and the old sign-in ends", async ({ open }) => {
  const who = { kind: "worker" as const, name: "周忘", email: `zhou.${fresh()}@example.com`, password: PASSWORD };
  const before = await open();
  await signUp(before, t, who);
  await verify(before, t, who.email);
  const page = await open();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: t("public:forgot") }).click();
  await page.getByLabel(t("public:email"), { exact: true }).fill(who.email);
  await look(page, "reset-ask", { isPhone: true });
  await page.getByRole("button", { name: t("public:reset_ask") }).click();
  await expect(page.getByLabel(t("public:password_new"), { exact: true })).toBeVisible();
  await look(page, "reset-code", { isPhone: true });
  await page.getByLabel(t("public:code"), { exact: true }).fill(await resetCodeFor(who.email));
  await page.getByLabel(t("public:password_new"), { exact: true }).fill(NEW);
  await page.getByRole("button", { name: t("public:reset_go") }).click();
  await expect(page.getByText(t("public:reset_done"), { exact: true })).toBeVisible();
  await before.goto("/me");
  await expect(before).toHaveURL(/sign-in/);
  await signIn(page, t, { email: who.email, password: NEW, page: "/" });
});

test("an owner asks somebody in and removes them again", async ({ open }) => {
  const email = `member.${fresh()}@example.com`;
  const owner = await open();
  await signIn(owner, t, person("enterprise"));
  await door(owner, t, "console:nav.members").click();
  await owner.getByRole("button", { name: t("enterprise:members.invite") }).click();
  await owner.getByRole("dialog").getByLabel(t("console:email"), { exact: true }).fill(email);
  await look(owner, "members-invite");
  await owner.getByRole("button", { name: t("enterprise:members.send") }).click();
  await expect(owner.getByRole("button", { name: t("enterprise:members.withdraw") })).toBeVisible();
  await look(owner, "members");

  const member = await open();
  await member.goto(await invitationFor(email));
  await member.getByLabel(t("console:your_name"), { exact: true }).fill("沈新人");
  await member.getByLabel(t("console:password"), { exact: true }).fill(PASSWORD);
  await look(member, "invitation");
  await member.getByRole("button", { name: t("console:invitation.accept") }).click();
  await door(member, t, "console:nav.members").click();
  await expect(member.getByRole("button", { name: t("enterprise:members.invite") })).toHaveCount(0);

  await owner.reload();
  const row = owner.getByRole("row", { name: /沈新人/ });
  await row.getByRole("button", { name: t("enterprise:members.remove") }).click();
  // By key: the question may still be moving to its place, and a click would miss it.
  await owner.getByRole("tooltip").getByRole("button", { name: t("enterprise:members.remove") }).press("Enter");
  await expect(row).toHaveCount(0);
  await member.goto("/console/conversations");
  await expect(member).toHaveURL(/sign-in/);
});
