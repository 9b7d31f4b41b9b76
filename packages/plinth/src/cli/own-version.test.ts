import { describe, expect, it } from "vitest";
import { ownVersion, requireNode } from "./own-version.ts";

describe("what runs the command line", () => {
  it.each(["20.20.2", "22.18.0", "9.99.9"])("CFG-01: Node %s is refused in one sentence", (old) => {
    expect(() => requireNode(old)).toThrow(`Plinth needs Node 22.19 or later, and this is ${old};`);
  });

  it.each(["22.19.0", "22.20.1", "24.0.0"])("CFG-01: Node %s is new enough", (fresh) => {
    expect(() => requireNode(fresh)).not.toThrow();
  });

  it("knows its own version", () => {
    expect(ownVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
