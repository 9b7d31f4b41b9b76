import fc from "fast-check";
import { expect, it } from "vitest";
import { type CheckBatch, createCheckQueue, shownOf, type Waiting } from "./check-queue.ts";

type Fault = "none" | "question" | "answer";

/** A server that applies batches, and may lose the question or the answer. */
const createServer = (faults: readonly Fault[], knowsKeys: boolean) => {
  const basket = new Set<string>();
  const seen = new Set<string>();
  const applied: CheckBatch[] = [];
  let calls = 0;
  return {
    basket,
    applied,
    /** Another device, after everything that has arrived. */
    change: (food: string, done: boolean) => void (done ? basket.add(food) : basket.delete(food)),
    send: async (batch: CheckBatch): Promise<void> => {
      const fault = faults[calls] ?? "none";
      calls += 1;
      await Promise.resolve();
      if (fault === "question") throw new Error("lost on the way");
      if (!knowsKeys || !seen.has(batch.key)) {
        seen.add(batch.key);
        applied.push(batch);
        for (const [food, done] of Object.entries(batch.changes)) {
          if (done) basket.add(food);
          else basket.delete(food);
        }
      }
      await Promise.resolve();
      if (fault === "answer") throw new Error("the answer was lost");
    },
  };
};

const foods = ["salt", "rice", "eggs", "kale"] as const;

type Step = { readonly food: string; readonly done: boolean; readonly pause: number };

const steps = fc.array(
  fc.record({
    food: fc.constantFrom(...foods),
    done: fc.boolean(),
    pause: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 25 },
);
const faults = fc.array(fc.constantFrom<Fault>("none", "question", "answer"), { maxLength: 25 });

const createPhone = (server: ReturnType<typeof createServer>) => {
  let kept: Waiting = { pending: {} };
  let keys = 0;
  const start = () =>
    createCheckQueue({
      initial: kept,
      keep: (waiting) => {
        kept = waiting;
      },
      send: server.send,
      newKey: () => {
        keys += 1;
        return `key-${keys}`;
      },
      onChange: () => undefined,
    });
  return { start, kept: () => kept };
};

/** Ticks, closes and opens the page now and then, and sends until everything has arrived. */
const live = async (ticks: readonly Step[], lost: readonly Fault[], knowsKeys = true) => {
  const server = createServer(lost, knowsKeys);
  const phone = createPhone(server);
  let queue = phone.start();
  const want = new Map<string, boolean>();
  for (const { food, done, pause } of ticks) {
    queue.set(food, done);
    want.set(food, done);
    for (let n = 0; n < pause; n += 1) await Promise.resolve();
    if (pause === 4) {
      queue.close();
      queue = phone.start();
    }
  }
  for (let n = 0; n <= lost.length; n += 1) {
    await queue.flush();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await queue.flush();
  return { server, want, kept: phone.kept() };
};

it("P-116: whatever is lost, each batch applies once, in order, and the basket ends as it was ticked last", async () => {
  await fc.assert(
    fc.asyncProperty(steps, faults, async (ticks, lost) => {
      const { server, want, kept } = await live(ticks, lost);
      for (const [food, done] of want) expect(server.basket.has(food)).toBe(done);
      expect(kept).toEqual({ pending: {} });
      const numbers = server.applied.map(({ key }) => Number(key.slice(4)));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(new Set(numbers).size).toBe(numbers.length);
    }),
    { numRuns: 150 },
  );
});

/** The answer to a tick is lost, another device takes it back, and this one sends it again. */
const overtaken = async (knowsKeys: boolean): Promise<boolean> => {
  const server = createServer(["answer"], knowsKeys);
  const queue = createPhone(server).start();
  queue.set("rice", true);
  await new Promise((resolve) => setImmediate(resolve));
  server.change("rice", false);
  await queue.flush();
  return server.basket.has("rice");
};

it("P-116: what is sent again does not undo what another device did; without keys it would", async () => {
  expect(await overtaken(true)).toBe(false);
  expect(await overtaken(false)).toBe(true);
});

it("P-116: nothing is sent or kept once it is closed", async () => {
  const server = createServer([], true);
  let kept: Waiting = { pending: { rice: true } };
  const queue = createCheckQueue({
    initial: kept,
    keep: (waiting) => {
      kept = waiting;
    },
    send: server.send,
    newKey: () => "key-1",
    onChange: () => undefined,
  });
  queue.close();
  queue.set("salt", true);
  await queue.flush();
  expect([...server.basket]).toEqual([]);
  expect(shownOf(kept)).toEqual({ rice: true });
});
