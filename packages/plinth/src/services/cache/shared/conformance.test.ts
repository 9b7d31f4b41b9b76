import { describe, it } from "vitest";
import { createManualClock } from "#core";
import { sharedTierConformance } from "./conformance.ts";
import { createLocalSharedTier } from "./local-tier.ts";

describe("a shared tier within one process", () => {
  for (const { name, run } of sharedTierConformance) {
    it(name, async () => {
      const clock = createManualClock(0);
      await run({
        tier: createLocalSharedTier({ clock, leaseMs: 60_000 }),
        brief: createLocalSharedTier({ clock, leaseMs: 80 }),
        pass: clock.advance,
      });
    });
  }
});
