import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createRotation } from "./rotation.ts";

const start = (members: readonly string[]) => {
  const clock = createManualClock();
  return { clock, rotation: createRotation(members, clock) };
};

describe("the choice of an upstream", () => {
  it("GW-02: takes each in turn", () => {
    const { rotation } = start(["a", "b", "c"]);
    const first = Array.from({ length: 6 }, () => rotation.candidates()[0]);
    expect(first).toEqual(["b", "c", "a", "b", "c", "a"]);
    expect(rotation.candidates()).toHaveLength(3);
  });

  it("GW-02: leaves a dropped one out, tries it once a second, and takes it back", () => {
    const { clock, rotation } = start(["a", "b"]);
    rotation.drop("a");
    expect([rotation.isUp("a"), rotation.candidates(), rotation.candidates()]).toEqual([
      false,
      ["b"],
      ["b"],
    ]);
    clock.advance(1_000);
    expect(rotation.candidates()).toEqual(["a", "b"]);
    // One request tries; the others go where it is known to work.
    expect(rotation.candidates()).toEqual(["b"]);
    expect([rotation.restore("a"), rotation.restore("a"), rotation.isUp("a")]).toEqual([
      true,
      false,
      true,
    ]);
    expect(rotation.candidates()).toHaveLength(2);
  });

  it("GW-02: drops one after three broken answers in a row, but never the last one", () => {
    const { rotation } = start(["a", "b"]);
    expect([rotation.noteBroken("a"), rotation.noteBroken("a")]).toEqual([false, false]);
    rotation.restore("a");
    expect([rotation.noteBroken("a"), rotation.noteBroken("a")]).toEqual([false, false]);
    expect([rotation.noteBroken("a"), rotation.candidates()]).toEqual([true, ["b"]]);
    const broken = Array.from({ length: 5 }, () => rotation.noteBroken("b"));
    expect([broken.includes(true), rotation.isUp("b")]).toEqual([false, true]);
  });

  it("GW-02: leaves an unhealthy one out for as long as a check says so", () => {
    const { clock, rotation } = start(["a", "b"]);
    rotation.setHealthy("a", false);
    clock.advance(60_000);
    expect([rotation.isUp("a"), rotation.candidates()]).toEqual([false, ["b"]]);
    rotation.setHealthy("a", true);
    expect(rotation.candidates()).toHaveLength(2);
  });

  it("GW-02: goes on with other members, and keeps what is known of those that stay", () => {
    const { rotation } = start(["a", "b"]);
    rotation.drop("b");
    rotation.drop("a");
    rotation.replace(["b", "c"]);
    expect([rotation.candidates(), rotation.has("a"), rotation.generation()]).toEqual([
      ["c"],
      false,
      1,
    ]);
    // What comes late of one that is gone changes nothing, also when it comes back.
    rotation.drop("a");
    rotation.setHealthy("a", false);
    rotation.replace(["a"]);
    expect(rotation.candidates()).toEqual(["a"]);
  });

  it("offers nothing while all are down, and says when to ask again", () => {
    const { clock, rotation } = start(["a"]);
    rotation.drop("a");
    expect([rotation.candidates(), rotation.retryAfterSeconds()]).toEqual([[], 1]);
    clock.advance(1_000);
    expect(rotation.candidates()).toEqual(["a"]);
  });
});
