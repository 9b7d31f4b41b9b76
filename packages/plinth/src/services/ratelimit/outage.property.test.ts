import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
// The guard is the store's own; its door shows only what it guards.
import { createGuard } from "../../store/redis/guard.ts";
import {
  createRateLimiter,
  createRouteLimiter,
  type Decision,
  type SharedRateLimiter,
  type StoreDownMode,
} from "./index.ts";

const BUDGET_MS = 50;
const LIMIT = 30;
const NODES = 3;
const WINDOWS = [{ limit: LIMIT, seconds: 3_600 }];

type Health = "good" | "hangs" | "refuses" | "gone";

/** What happens to the server and to callers, in any order. */
type Step =
  | { readonly kind: "becomes"; readonly health: Health }
  | { readonly kind: "passes"; readonly ms: number }
  | { readonly kind: "calls"; readonly mode: StoreDownMode; readonly count: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("becomes" as const),
      health: fc.constantFrom<Health>("good", "hangs", "refuses", "gone"),
    }),
    fc.record({ kind: fc.constant("passes" as const), ms: fc.integer({ min: 1, max: 3_000 }) }),
    fc.record({
      kind: fc.constant("calls" as const),
      mode: fc.constantFrom<StoreDownMode>("local", "deny", "allow"),
      count: fc.integer({ min: 1, max: 12 }),
    }),
  ),
  { minLength: 1, maxLength: 30 },
);

type Answer = readonly Decision[] | { readonly code: string; readonly status: number };

/** Lets everything run that waits for nothing but its turn. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A node with its guard, and a server that can be made ill; `wait` is the broken twin's. */
const world = (isHasty = true) => {
  const clock = createManualClock();
  const counts = createRateLimiter({ clock });
  let health: Health = "good";
  let waiting: (() => void)[] = [];
  const answer = async (): Promise<void> => {
    if (health === "gone") throw new Error("Connection is closed.");
    if (health === "refuses") throw new Error("OOM command not allowed");
    if (health === "hangs") await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const guard = createGuard({ startTimer: clock.startTimer, probe: answer, jitter: () => 1 });
  let asked = 0;
  const shared: SharedRateLimiter = {
    ...counts,
    checkAll: (checks) => {
      asked += 1;
      return guard.run(
        async () => {
          await answer();
          return checks.map(({ key, windows }) => counts.check(key, windows));
        },
        isHasty ? BUDGET_MS : 600_000,
      );
    },
  };
  const fallbacks: StoreDownMode[] = [];
  const limiter = createRouteLimiter({
    shared,
    local: createRateLimiter({ clock }),
    isUp: () => guard.state().isUp,
    nodes: NODES,
    onFallback: (mode) => fallbacks.push(mode),
  });
  return {
    clock,
    guard,
    limiter,
    fallbacks,
    asked: () => asked,
    become: (next: Health) => {
      if (health === "gone" && next !== "gone") {
        health = next;
        guard.connected();
      }
      if (next === "gone" && health !== "gone") guard.disconnected("ECONNRESET");
      health = next;
      if (next === "hangs") return;
      for (const go of waiting.splice(0)) go();
      waiting = [];
    },
    isGood: () => health === "good",
  };
};
type World = ReturnType<typeof world>;

const ask = async (node: World, mode: StoreDownMode): Promise<Answer> => {
  try {
    return await node.limiter.decide([{ key: "caller", windows: WINDOWS }], mode);
  } catch (fault) {
    return fault as Answer;
  }
};

/** The answer of one call: at most its budget later by the clock; undefined if there is none. */
const answerInTime = async (node: World, mode: StoreDownMode): Promise<Answer | undefined> => {
  let answer: Answer | undefined;
  void ask(node, mode).then((given) => {
    answer = given;
  });
  await settle();
  if (answer === undefined) node.clock.advance(BUDGET_MS);
  await settle();
  return answer;
};

const isDeclared = (answer: Answer | undefined, mode: StoreDownMode, isShared: boolean) => {
  if (answer === undefined) return false;
  if (!("length" in answer)) {
    return mode === "deny" && answer.code === "SERVICE_UNAVAILABLE" && answer.status === 503;
  }
  const [decision] = answer;
  if (decision === undefined) return mode === "allow";
  const limit = isShared ? LIMIT : LIMIT / NODES;
  return decision.tightest.limit === limit && (isShared || mode === "local");
};

describe("limits while the shared counts come and go", () => {
  it("P-074: every decision is the declared one, within its budget, and all recovers", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const node = world();
        node.guard.connected();
        await settle();
        for (const step of list) {
          if (step.kind === "becomes") node.become(step.health);
          if (step.kind === "passes") node.clock.advance(step.ms);
          await settle();
          if (step.kind !== "calls") continue;
          for (let call = 0; call < step.count; call += 1) {
            const before = node.fallbacks.length;
            const answer = await answerInTime(node, step.mode);
            const isShared = node.fallbacks.length === before;
            expect(isDeclared(answer, step.mode, isShared)).toBe(true);
            if (!node.isGood()) expect(isShared).toBe(false);
          }
        }
        node.become("good");
        for (let second = 0; second < 5; second += 1) {
          node.clock.advance(1_000);
          await settle();
        }
        expect(node.guard.state()).toEqual({ isUp: true });
        const before = node.fallbacks.length;
        await answerInTime(node, "deny");
        expect(node.fallbacks.length).toBe(before);
        node.guard.close();
      }),
      { numRuns: 60 },
    );
  });

  it("P-074: goes red for a limiter that waits for the server", async () => {
    const node = world(false);
    node.guard.connected();
    await settle();
    node.become("hangs");
    expect(await answerInTime(node, "local")).toBeUndefined();
  });

  it("P-074: three calls wait for a server that hangs, then nobody does", async () => {
    const node = world();
    node.guard.connected();
    await settle();
    node.become("hangs");
    for (let call = 0; call < 100; call += 1) await answerInTime(node, "allow");
    expect(node.asked()).toBe(3);
    expect(node.guard.state()).toMatchObject({ isUp: false });
  });

  it("P-074: a crowd that meets one pause of the server is no outage", async () => {
    const node = world();
    node.guard.connected();
    await settle();
    node.become("hangs");
    const crowd = Array.from({ length: 100 }, () => ask(node, "allow"));
    await settle();
    node.clock.advance(BUDGET_MS);
    expect((await Promise.all(crowd)).flat()).toEqual([]);
    expect(node.guard.state()).toEqual({ isUp: true });
  });

  it("RL-17: on local counts three nodes admit at most 5 % more than the limit, at ten times the load", async () => {
    for (const limit of [3, 5, 20, 100, 1_000]) {
      const clock = createManualClock();
      const nodes = Array.from({ length: NODES }, () =>
        createRouteLimiter({
          shared: {} as SharedRateLimiter,
          local: createRateLimiter({ clock }),
          isUp: () => false,
          nodes: NODES,
        }),
      );
      const windows = [{ limit, seconds: 60 }];
      let admitted = 0;
      for (let call = 0; call < limit * 10; call += 1) {
        const answer = await nodes[call % NODES]?.decide([{ key: "caller", windows }], "local");
        if (answer?.[0]?.allowed === true) admitted += 1;
        clock.advance(Math.floor(59_000 / (limit * 10)));
      }
      expect(admitted).toBeLessThanOrEqual(limit * 1.05);
      expect(admitted).toBeGreaterThanOrEqual(limit - NODES + 1);
    }
  });

  it("RL-11: a call dearer than a node's share uses all of the share, and is no fault", async () => {
    const node = world();
    const windows = [{ limit: 6, seconds: 60 }];
    expect(await node.limiter.check("dear", windows, 5)).toMatchObject({ allowed: true });
    expect(await node.limiter.check("dear", windows, 1)).toMatchObject({ allowed: false });
  });
});
