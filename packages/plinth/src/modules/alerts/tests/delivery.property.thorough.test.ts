import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dependencies } from "#modules/dependencies";
import { startWatched, type Watched } from "./watched.test-support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let watched: Watched;
beforeAll(async () => {
  watched = await startWatched({ modules: [dependencies] });
});
afterAll(() => watched.stop());

const step = fc.record({
  isWrong: fc.boolean(),
  isSinkAway: fc.boolean(),
  minutes: fc.integer({ min: 1, max: 20 }),
});

interface Shown {
  readonly noticedAt: string | null;
  readonly endedAt: string | null;
}

const shown = async (): Promise<readonly Shown[]> => {
  const found: Shown[] = [];
  let next: string | null = null;
  do {
    const before: string = next === null ? "" : `&before=${next}`;
    const answer = await watched.send("GET", `/alerts?unseen=true${before}`);
    const page = (await answer.json()) as { alerts: Shown[]; next: string | null };
    found.push(...page.alerts);
    next = page.next;
  } while (next !== null);
  return found;
};

it("P-105: one notice and one resolve an alert, none lost, whatever the sink does meanwhile", async () => {
  const { sink, measured, look } = watched;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      for (const { isWrong, isSinkAway, minutes } of steps) {
        sink.answer(isSinkAway ? 503 : 200);
        measured.value = isWrong ? 0.1 : 0;
        await look(minutes * MINUTE);
      }
      // Everything is well again, for as long as what was held back needs.
      sink.answer(200);
      measured.value = 0;
      await watched.send("POST", "/dependencies/alert-webhook/reset");
      for (let turn = 0; turn < 5; turn += 1) await look(HOUR);
      const told = (await shown()).filter(({ noticedAt }) => noticedAt !== null);
      const { posted } = sink;
      const count = (kind: string): number =>
        posted.filter(({ json }) => json["kind"] === kind).length;
      const heldBack = posted.reduce((sum, { json }) => sum + Number(json["leftOut"]), 0);
      expect(count("firing") + count("resolved") + heldBack).toBe(2 * told.length);
      expect(told.every(({ endedAt }) => endedAt !== null)).toBe(true);
      expect(new Set(posted.map(({ json }) => json["id"])).size).toBe(posted.length);
      // Of one alert the beginning comes before the end.
      const ends = posted.filter(({ json }) => json["kind"] === "resolved");
      for (const end of ends) {
        const begin = posted.findIndex(
          ({ json }) => json["kind"] === "firing" && json["alert"] === end.json["alert"],
        );
        expect(begin).toBeLessThan(posted.indexOf(end));
      }
    }),
    { numRuns: 8 },
  );
});
