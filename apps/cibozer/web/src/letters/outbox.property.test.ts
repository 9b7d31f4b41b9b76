import fc from "fast-check";
import { expect, it } from "vitest";
import { createOutbox, type Kept, type Outbox } from "./outbox.ts";

type Fault = "none" | "question" | "answer" | "refused";
type Told = { readonly about: string; readonly says: number };

/** A server that knows keys again, and may lose the question or the answer, or say no. */
const createServer = (faults: readonly Fault[]) => {
  const applied: { readonly key: string; readonly words: Told }[] = [];
  const answered = new Set<string>();
  let calls = 0;
  return {
    applied,
    send: async (words: Told, key: string): Promise<void> => {
      const fault = faults[calls] ?? "none";
      calls += 1;
      await Promise.resolve();
      if (fault === "question") throw new Error("lost");
      // What was answered once is answered the same way again.
      if (fault === "refused" && !answered.has(key)) throw new TypeError("no");
      if (!answered.has(key)) applied.push({ key, words });
      answered.add(key);
      await Promise.resolve();
      if (fault === "answer") throw new Error("lost");
    },
  };
};

const createPhone = (server: ReturnType<typeof createServer>) => {
  let kept: readonly Kept<Told>[] = [];
  let keys = 0;
  const seen = { waiting: [] as readonly Told[], refused: [] as Told[] };
  const start = (): Outbox<Told> =>
    createOutbox<Told>({
      load: async () => kept,
      keep: async (letters) => {
        await Promise.resolve();
        kept = letters;
      },
      send: server.send,
      isUnanswered: (error) => !(error instanceof TypeError),
      subjectOf: ({ about }) => about,
      newKey: () => {
        keys += 1;
        return String(keys);
      },
      onChange: (waiting) => {
        seen.waiting = waiting;
      },
      onRefused: (words) => seen.refused.push(words),
    });
  return { start, seen };
};

const step = fc.record({
  about: fc.constantFrom("soup", "stew", "note"),
  pause: fc.integer({ min: 0, max: 12 }),
  /** The page is closed, and opened again. */
  reopens: fc.boolean(),
});
const faultsOf = fc.array(fc.constantFrom<Fault>("none", "question", "answer", "refused"), {
  maxLength: 20,
});

const rest = async (turns: number): Promise<void> => {
  for (let n = 0; n < turns; n += 1) await Promise.resolve();
};

it("UX-02, P-116: what is told arrives once and in order, the last word on everything, whatever is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), faultsOf, async (steps, faults) => {
      const server = createServer(faults);
      const phone = createPhone(server);
      let outbox = phone.start();
      await outbox.open();
      const told: Told[] = [];
      for (const [says, { about, pause, reopens }] of steps.entries()) {
        const words = { about, says };
        told.push(words);
        outbox.put(words);
        await rest(pause);
        if (!reopens) continue;
        // All that was put has come to be kept before the page goes.
        await rest(40);
        outbox.close();
        outbox = phone.start();
        await outbox.open();
      }
      for (let n = 0; n <= faults.length; n += 1) {
        await rest(60);
        await outbox.flush();
      }
      await rest(60);
      expect(phone.seen.waiting).toEqual([]);
      const keys = server.applied.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      const order = server.applied.map(({ words }) => words.says);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      for (const about of ["soup", "stew", "note"]) {
        const last = told.findLast((words) => words.about === about);
        const ended = [...server.applied.map(({ words }) => words), ...phone.seen.refused];
        if (last !== undefined) expect(ended).toContainEqual(last);
      }
    }),
    { numRuns: 300 },
  );
});

it("of two about the same that have not left, the newer one is enough", async () => {
  const server = createServer(["question"]);
  const phone = createPhone(server);
  const outbox = phone.start();
  await outbox.open();
  outbox.put({ about: "soup", says: 1 });
  await rest(60);
  for (const says of [2, 3, 4]) outbox.put({ about: "stew", says });
  await outbox.flush();
  await rest(60);
  expect(server.applied.map(({ words }) => words.says)).toEqual([1, 4]);
});

it("what has left goes again, also where a newer word waits: it may arrive late, and must not come last", async () => {
  const server = createServer(["question"]);
  const phone = createPhone(server);
  const outbox = phone.start();
  await outbox.open();
  outbox.put({ about: "soup", says: 1 });
  await rest(60);
  outbox.put({ about: "soup", says: 2 });
  await rest(60);
  await outbox.flush();
  expect(server.applied.map(({ words }) => words.says)).toEqual([1, 2]);
});

it("UX-12: after it is closed nothing is sent, or kept", async () => {
  const server = createServer([]);
  const phone = createPhone(server);
  const outbox = phone.start();
  await outbox.open();
  outbox.close();
  outbox.put({ about: "soup", says: 1 });
  await outbox.flush();
  await rest(60);
  expect(server.applied).toEqual([]);
  const next = phone.start();
  await next.open();
  expect(phone.seen.waiting).toEqual([]);
});
