import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Badness, Crash, createWorld, orderFor, type Sabotage } from "./world.test-support.ts";

type World = ReturnType<typeof createWorld>;

const BAD: readonly Badness[] = [
  "crash-at-load",
  "crash-at-start",
  "unready",
  "gate-fails",
  "unready-later",
  "crash-later",
];

/** A front that serves release "one". */
const begin = async (isShared: boolean, sabotage?: Sabotage) => {
  const world = createWorld(isShared, sabotage);
  const front = world.front();
  await front.begin();
  await front.deploy(orderFor("one"));
  world.remember();
  expect(world.serving()).toBe("one");
  return { world, front };
};

/** Waits until a front that was told to end everything has nothing to do any more. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** kill -9 at a step; then a new front over the same disk. */
const crashDuring = async (
  world: World,
  steps: number,
  work: () => Promise<unknown>,
): Promise<void> => {
  const mine = world.generation();
  world.crashAfter(steps);
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  work().then(end, (fault: unknown) => {
    end();
    if (!(fault instanceof Crash)) throw fault;
  });
  // A front that is gone never answers.
  while (!isOver && world.generation() === mine) await settled();
  await settled();
  if (world.generation() === mine) world.crash();
};

describe("P-062 deploys and rollbacks", () => {
  it("P-062: a crash of the front at any step comes back to one release that serves, and nothing is lost", async () => {
    const shape = fc.record({
      isShared: fc.boolean(),
      crashes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
      bad: fc.constantFrom(undefined, ...BAD),
      isRollback: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ isShared, crashes, bad, isRollback }) => {
        const { world, front } = await begin(isShared);
        if (isRollback) await front.deploy(orderFor("two"));
        else world.badness.set("two", bad);
        await crashDuring(world, crashes[0] ?? 1, () =>
          isRollback ? front.rollback("somebody") : front.deploy(orderFor("two")),
        );
        for (const crash of crashes.slice(1)) {
          const again = world.front();
          await crashDuring(world, crash, () => again.begin());
        }
        const last = world.front();
        await last.begin();
        world.call();
        expect(world.faults()).toEqual([]);
        expect(["one", "two"]).toContain(world.serving());
        expect(world.state().active?.release.name).toBe(world.serving());
        // And whatever it is, the next deploy finds its way.
        const ended = await last.deploy(orderFor("three"));
        expect([ended.outcome, world.serving(), world.faults()]).toEqual(["deployed", "three", []]);
        await last.close();
      }),
      { numRuns: 150 },
    );
  });

  it("P-062, DEP-04: a bad build ends with the old one serving, no request refused, nothing lost", async () => {
    for (const isShared of [false, true]) {
      for (const bad of BAD) {
        const { world, front } = await begin(isShared);
        world.badness.set("two", bad);
        const ended = await front.deploy(orderFor("two"));
        await settled();
        world.call();
        expect([bad, isShared, ended.outcome, world.serving(), world.faults()]).toEqual([
          ...[bad, isShared],
          bad === "unready-later" || bad === "crash-later" ? "rolled back" : "refused",
          ...["one", []],
        ]);
        expect(world.state().active?.colour).toBe("blue");
        await front.close();
      }
    }
  });

  it("DEP-04: a rollback goes to the release before, with what was written since, and not forward again", async () => {
    for (const isShared of [false, true]) {
      const { world, front } = await begin(isShared);
      await front.deploy(orderFor("two"));
      expect(world.serving()).toBe("two");
      for (let call = 0; call < 5; call += 1) world.call();
      expect(await front.rollback("somebody")).toMatchObject({ outcome: "deployed" });
      expect([world.serving(), world.faults()]).toEqual(["one", []]);
      await expect(front.rollback("somebody")).rejects.toThrow("there is no release to go back to");
      await front.close();
    }
  });

  it("DEP-02: a dry run checks and switches nothing; one deploy at a time", async () => {
    const { world, front } = await begin(false);
    const first = front.deploy({ ...orderFor("two"), isDryRun: true });
    await expect(front.deploy(orderFor("three"))).rejects.toThrow("a deploy is under way");
    expect(await first).toMatchObject({ outcome: "checked" });
    expect([world.serving(), world.state().previous]).toEqual(["one", null]);
    await front.close();
  });

  it("DEP-02: every gate that fails is named; one that somebody answers for stops no deploy", async () => {
    const { world, front } = await begin(false);
    world.badness.set("two", "gate-fails");
    expect(await front.deploy(orderFor("two"))).toMatchObject({
      ...{ outcome: "refused", reason: "schema: looked at; limit: looked at" },
    });
    const ended = await front.deploy({ ...orderFor("two"), without: ["schema", "limit"] });
    expect([ended.outcome, world.serving()]).toEqual(["deployed", "two"]);
    await front.close();
  });

  it("DEP-05: what crashes while it serves is started again", async () => {
    const { world, front } = await begin(false);
    const before = front.serving()?.candidate.pid;
    await front.serving()?.candidate.kill();
    await settled();
    expect(world.serving()).toBe("one");
    expect(front.serving()?.candidate.pid).not.toBe(before);
    await front.close();
  });

  it("P-062: the model sees a rollback that restores the old database, and a switch without waiting", async () => {
    const restoring = await begin(false, "restore-database");
    await restoring.front.deploy(orderFor("two"));
    await restoring.front.rollback("somebody");
    expect(restoring.world.faults().some((fault) => fault.endsWith("was lost"))).toBe(true);
    await restoring.front.close();
    const careless = await begin(false, "forget-to-hold");
    await careless.front.deploy(orderFor("two"));
    expect(careless.world.faults()[0]).toContain("a request found nobody");
    await careless.front.close();
  });
});
