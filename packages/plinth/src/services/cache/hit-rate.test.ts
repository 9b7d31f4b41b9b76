import { expect, it } from "vitest";
import { createManualClock } from "#core";
import { createLocalBroadcast } from "../broadcast/index.ts";
import { createCacheManager, createHitRateWatch } from "./index.ts";

it("CACHE-06: a cache below 80 % is told of once, and so is its recovery; few reads say nothing", () => {
  const clock = createManualClock(0);
  const manager = createCacheManager({
    clock,
    startTimer: clock.startTimer,
    broadcast: createLocalBroadcast(),
    onFault: () => undefined,
  });
  const cache = manager.declare<number>({ name: "watched", strategy: "hot" });
  const look = createHitRateWatch();
  void cache.set("there", 1);
  const read = (hits: number, misses: number) => {
    for (let index = 0; index < hits; index += 1) cache.peek("there");
    for (let index = 0; index < misses; index += 1) cache.peek("not there");
    return look(manager.figures());
  };
  expect(read(9, 90)).toEqual([]);
  expect(read(70, 31)).toEqual([{ cache: "watched", isLow: true, hitRate: 79 / 200, reads: 200 }]);
  expect(read(79, 21)).toEqual([]);
  expect(read(80, 20)).toEqual([{ cache: "watched", isLow: false, hitRate: 0.8, reads: 100 }]);
  expect(read(100, 0)).toEqual([]);
});
