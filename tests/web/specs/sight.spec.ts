/**
 * How well telephones and people are found, on drawn scenes: recall by size and light, false stops, looks a second, and whether
 * typing waits. SIGHT_ROUNDS=N looks at N times as many; the table goes into docs/SIGHT.md.
 */
import { readFileSync } from "node:fs";
import { seen, type Box } from "../../../web/src/media/sight/boxes";
import { injectScene, type DrawnPhone, type Scene, type SceneWindow } from "../fixtures/scene";
import { expect, test, type Page } from "../fixtures/test";

type Look = ReturnType<typeof seen> & { ms: number };
interface Opened {
  Sight: { open(): Promise<{ look(video: HTMLVideoElement): Promise<Box[] | null> } | null> };
}

const SIZES = [60, 90, 130, 190, 270];
const LIGHTS = [0.4, 0.7, 1, 1.25];
const ROUNDS = Number(process.env.SIGHT_ROUNDS ?? 2);
/** Certainty from which the guard counts. */
const SURE = 0.5;

/** Numbers from 0 to 1, the same every time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

function scenes(): Scene[] {
  const roll = dice(11);
  const looks = ["dark", "lit", "back"] as const;
  const all: Scene[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const height of SIZES) {
      for (const brightness of LIGHTS) {
        const phone: DrawnPhone = { height, x: 0.15 + 0.7 * roll(), y: 0.35 + 0.35 * roll(), turn: 60 * roll() - 30, look: looks[all.length % 3] ?? "dark", hand: true };
        all.push({ people: 1, brightness, phone }, { people: 1, brightness, phone: null });
      }
    }
    for (const brightness of LIGHTS) all.push({ people: 2, brightness, phone: null }, { people: 0, brightness, phone: null });
  }
  return all;
}

/** The product's own part that looks, by its name in the build. */
function product(): string {
  const manifest = JSON.parse(readFileSync(new URL("../../../web/dist/manifest.json", import.meta.url), "utf8")) as Record<string, { file: string }>;
  return `/${manifest["src/media/sight/sight.ts"]?.file ?? ""}`;
}

/** Looks at every scene in the page, as the desk's page would. */
async function lookAt(page: Page, all: Scene[]): Promise<Look[]> {
  const found = await page.evaluate(
    async ({ all, url }) => {
      const { Sight } = (await import(url)) as Opened;
      const sight = await Sight.open();
      if (!sight) throw new Error("the model does not run here");
      const here = window as unknown as SceneWindow;
      const stream = await navigator.mediaDevices.getUserMedia({ video: {} });
      stream.getTracks().forEach((track) => track.stop());
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
      const context = canvas.getContext("2d");
      if (!context) throw new Error("no canvas");
      // A canvas is as good as a video: the page only asks for the picture now.
      const source = Object.assign(canvas, { readyState: 4 }) as unknown as HTMLVideoElement;
      const out = [];
      for (const scene of all) {
        here.drawScene(context, scene, 4 * Math.sin(out.length));
        const began = performance.now();
        out.push({ boxes: (await sight.look(source)) ?? [], ms: performance.now() - began });
      }
      return out;
    },
    { all, url: product() },
  );
  return found.map(({ boxes, ms }) => ({ ...seen(boxes), ms }));
}

const share = (looks: Look[], is: (look: Look) => boolean): string => `${looks.filter(is).length}/${looks.length}`;

test("telephones in a hand, a second person and an empty chair are seen, and a person alone is left alone", async ({ open }) => {
  test.setTimeout(120_000 + ROUNDS * 60_000);
  const page = await open({});
  await injectScene(page);
  await page.goto("/sign-in");
  const all = scenes();
  const looks = await lookAt(page, all);
  const of = (is: (scene: Scene) => boolean) => looks.filter((_, n) => is(all[n] as Scene));
  const phone = (look: Look) => look.phone >= SURE;
  for (const height of SIZES) console.log(`telephone ${height} of 480 high: ${LIGHTS.map((light) => `light ${light}: ${share(of((s) => s.phone?.height === height && s.brightness === light), phone)}`).join(", ")}`);
  const alone = of((s) => s.people === 1 && !s.phone);
  const times = looks.map((look) => look.ms).sort((a, b) => a - b);
  const median = times[times.length >> 1] ?? 0;
  console.log(`a person alone: telephone ${share(alone, phone)}, second person ${share(alone, (l) => l.second >= SURE)}, absent ${share(alone, (l) => l.absent >= SURE)}`);
  console.log(`two people ${share(of((s) => s.people === 2), (l) => l.second >= SURE)}, nobody ${share(of((s) => s.people === 0), (l) => l.absent >= SURE)}`);
  console.log(`a look takes ${median.toFixed(0)} ms: ${(1000 / median).toFixed(1)} a second`);

  expect(alone.filter((look) => phone(look) || look.second >= SURE || look.absent >= SURE)).toEqual([]);
  const plain = of((s) => (s.phone?.height ?? 0) >= 130 && s.brightness >= 0.7);
  // Two rounds are eighteen scenes, and a drawn telephone is not a photographed one: docs/SIGHT.md says how those do.
  expect(plain.filter(phone).length / plain.length).toBeGreaterThanOrEqual(0.25);
  expect(of((s) => s.people === 2).every((look) => look.second >= SURE)).toBe(true);
  expect(of((s) => s.people === 0).every((look) => look.absent >= SURE)).toBe(true);
});

test("typing does not wait for a look", async ({ open }) => {
  const page = await open({});
  await injectScene(page);
  await page.goto("/sign-in");
  const field = page.getByRole("textbox").first();
  await field.focus();
  await page.evaluate(async (url) => {
    const { Sight } = (await import(url)) as Opened;
    const sight = await Sight.open();
    const here = window as unknown as { waits: number[]; looks: number[] };
    [here.waits, here.looks] = [[], []];
    const video = Object.assign(document.createElement("video"), { muted: true, srcObject: await navigator.mediaDevices.getUserMedia({ video: {} }) });
    await video.play();
    void (async () => {
      for (;;) {
        const began = performance.now();
        await sight?.look(video);
        here.looks.push(performance.now() - began);
      }
    })();
    window.addEventListener("keydown", (event) => {
      const pressed = event.timeStamp;
      requestAnimationFrame(() => setTimeout(() => here.waits.push(performance.now() - pressed)));
    });
  }, product());
  await field.pressSequentially("abcdefghijklmnopqrstuvwxyz".repeat(4), { delay: 40 });
  const { waits, looks } = await page.evaluate(() => {
    const { waits, looks } = window as unknown as { waits: number[]; looks: number[] };
    return { waits, looks };
  });
  const at = (times: number[], share: number) => times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? NaN;
  const [p95, look] = [at(waits, 0.95), at(looks, 0.5)];
  console.log(`${waits.length} keys during ${looks.length} looks of ${look.toFixed(0)} ms: p95 ${p95.toFixed(0)} ms to the next frame`);
  expect(looks.length).toBeGreaterThan(2);
  // Whatever the machine: were the two in each other's way, a key would wait for a whole look now and then.
  expect(p95).toBeLessThan(look);
});
