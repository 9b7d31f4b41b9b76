import { describe, it } from "vitest";
import { broadcastConformance } from "./conformance.ts";
import { createLocalHub } from "./local.ts";

describe("broadcast within a process", () => {
  for (const { name, run } of broadcastConformance) {
    it(name, () => {
      const hub = createLocalHub();
      return run({
        nodes: [hub.join(), hub.join(), hub.join()],
        settle: () => Promise.resolve(),
      });
    });
  }
});
