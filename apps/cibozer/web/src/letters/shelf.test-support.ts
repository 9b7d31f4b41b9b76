import type { Letters } from "./letter.ts";
import type { Shelf } from "./sending.ts";

/** Lets everything go on that waits for nothing but its turn. */
export const rest = async (turns: number): Promise<void> => {
  for (let n = 0; n < turns; n += 1) await Promise.resolve();
};

const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
};

/** A shelf in memory, which the pages and the worker of one browser share. */
export const createMemoryShelf = <Words>() => {
  let lying: Letters<Words> = [];
  let held: Promise<void> = Promise.resolve();
  const shelf: Shelf<Words> = {
    change: (() => {
      const inTurn = createTurns();
      return (work) =>
        inTurn(async () => {
          await held;
          lying = work(lying);
          await Promise.resolve();
          return lying;
        });
    })(),
    alone: createTurns(),
  };
  return {
    shelf,
    lying: () => lying,
    /** Nothing is kept until the result is called. */
    hold: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
};

/** How a call goes wrong: the question is lost, the answer, or the server says no. */
export type Fault = "none" | "question" | "answer" | "refused";

/** The server's no. */
export class Refused extends Error {}

/** A server that knows keys again, and may lose the question or the answer, or say no. */
export const createServer = <Words>(faults: readonly Fault[], knowsKeys = true) => {
  const applied: { readonly key: string; readonly words: Words }[] = [];
  const answered = new Set<string>();
  let calls = 0;
  return {
    applied,
    calls: () => calls,
    send: async (words: Words, key: string): Promise<void> => {
      const fault = faults[calls] ?? "none";
      calls += 1;
      await Promise.resolve();
      if (fault === "question") throw new Error("lost on the way");
      const isKnown = knowsKeys && answered.has(key);
      // What was answered once is answered the same way again.
      if (fault === "refused" && !isKnown) throw new Refused();
      if (!isKnown) applied.push({ key, words });
      answered.add(key);
      await Promise.resolve();
      if (fault === "answer") throw new Error("the answer was lost");
    },
  };
};

/** What a refusal is told by. */
export const refusalOf = (error: unknown) =>
  error instanceof Refused ? { code: "NO", status: 422 } : undefined;
