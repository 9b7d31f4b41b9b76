import { describe, expect, it } from "vitest";
import { defineErrors } from "./errors.ts";

const { make } = defineErrors({
  TOO_MANY: { status: 429, title: "Too many", explanation: "Wait." },
  BROKEN: { status: 500, title: "Broken", explanation: "It is us." },
});

describe("errors of a catalogue", () => {
  it("RL-16: a refusal costs no walk of the stack", () => {
    expect(make.TOO_MANY().stack).not.toContain("\n    at ");
    expect(Error("next").stack).toContain("\n    at ");
  });

  it("a fault of ours tells where it was made", () => {
    expect(make.BROKEN().stack).toContain("errors.test.ts");
  });
});
