import fc from "fast-check";
import { expect, it } from "vitest";
import { AppError } from "#core";
import { createPermits } from "./permits.ts";

const LONG_MS = 60_000;

it("P-022: any mix of taking and giving never exceeds the count and ends with none taken", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 5 }),
    fc.array(fc.boolean(), { maxLength: 40 }),
    async (count, moves) => {
      const permits = createPermits(count, LONG_MS);
      const order: number[] = [];
      let held = 0;
      let asked = 0;
      const settle = () => new Promise((resolve) => setImmediate(resolve));
      for (const isTaking of moves) {
        if (isTaking) {
          const number = asked;
          asked += 1;
          void permits.take().then(() => {
            order.push(number);
            held += 1;
          });
        } else if (held > 0) {
          held -= 1;
          permits.give();
        }
        await settle();
        expect(held).toBeLessThanOrEqual(count);
        expect(permits.taken()).toBe(held);
      }
      while (held > 0) {
        held -= 1;
        permits.give();
        await settle();
      }
      expect(permits.taken()).toBe(0);
      expect(order).toEqual(Array.from({ length: asked }, (_, number) => number));
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

it("DB-02: who waits longer than allowed is refused, and takes nothing later", async () => {
  const permits = createPermits(1, 5);
  await permits.take();
  const refused: unknown = await permits.take().catch((reason: unknown) => reason);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({ code: "SERVICE_UNAVAILABLE", headers: { "retry-after": "1" } });
  permits.give();
  expect(permits.taken()).toBe(0);
});
