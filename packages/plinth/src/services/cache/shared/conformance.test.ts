import { describe, it } from "vitest";
import { createManualClock } from "#core";
import { sharedTierConformance } from "./conformance.ts";
import { createLocalSharedTier } from "./local-tier.ts";

describe("a shared tier within one process", () => {
  for (const { name, run } of sharedTierConformance) {
    it(name, async () => {
      const clock = createManualClock(0);
      const tier = createLocalSharedTier({ clock, leaseMs: 80 });
      await run({ tier, pass: clock.advance });
    });
  }
});
