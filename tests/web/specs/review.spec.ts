/** Where the policy does not decide alone: an English-speaking candidate with a flagged answer is admitted by a person. */
import { look } from "../fixtures/a11y";
import { apply, interview, outcome } from "../fixtures/candidate";
import { person } from "../fixtures/demo";
import { door, fresh, signIn, signUp, verify } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { words } from "../fixtures/words";

const t = words("en");

test("a flagged candidate is admitted on the review desk", async ({ open }) => {
  test.setTimeout(420_000);
  const worker = await open({ lang: "en" });
  const candidate = { kind: "worker" as const, name: "Maya Reed", email: `maya.${fresh()}@example.com`, password: "correct horse battery" };
  // Every part was looked at in both languages on the way of the first candidate.
  const see = async () => undefined;

  await signUp(worker, t, candidate);
  await verify(worker, t, candidate.email);
  await apply(worker, t, see, { isFlagged: true });
  await interview(worker, t, see);
  const found = await outcome(worker, t);
  expect(found.isAdmitted, "a flagged answer needs a person").toBe(false);
  await look(worker, "worker-report-review", { isPhone: true });

  const admin = await open({ lang: "en" });
  await signIn(admin, t, person("admin"));
  await door(admin, t, "console:nav.reviews").click();
  const row = admin.getByRole("row").filter({ has: admin.getByRole("button", { name: t("admin:reviews.open") }) });
  await expect(row.first()).toBeVisible();
  await look(admin, "admin-reviews");
  await row.first().getByRole("button", { name: t("admin:reviews.open") }).click();
  const drawer = admin.getByRole("dialog", { name: t("admin:reviews.one") });
  await expect(drawer.getByRole("listitem").first()).toBeVisible();
  await expect(drawer, "the desk shows no name").not.toContainText(candidate.name);
  await drawer.getByLabel(t("admin:reviews.note")).fill("Shares a room in the afternoon only; agreed on mornings.");
  await look(admin, "admin-review", { langs: ["en"] });
  await drawer.getByRole("button", { name: t("admin:reviews.admit"), exact: true }).click();
  await expect(drawer).toBeHidden();

  await worker.reload();
  await expect(worker.getByText(t("worker:outcome_admit"), { exact: true })).toBeVisible();
  await worker.goto("/me?tab=notices");
  await expect(worker.getByText(t("me:notice_interview_result_admitted")).first()).toBeVisible();
  await look(worker, "worker-notices", { isPhone: true });
});
