import { describe, expect, it } from "vitest";
import type { JobKind } from "./jobs-api.ts";
import { attemptWords, summaryWords, waitWords } from "./jobs-words.ts";

const kind = (parts: Partial<JobKind>): JobKind => ({
  name: "mail",
  ready: 0,
  running: 0,
  done: 0,
  dead: 0,
  waitingSeconds: 0,
  ...parts,
});

describe("words about jobs", () => {
  it("say how long the oldest waits", () => {
    const words = [0, 1, 59, 120, 7_199, 7_200].map((waitingSeconds) =>
      waitWords({ waitingSeconds }),
    );
    expect(words).toEqual([
      "",
      "for 1 second",
      "for 59 seconds",
      "for 2 minutes",
      "for 119 minutes",
      "for 2 hours",
    ]);
  });

  it("SCALE-03: never call a queue with dead letters fine", () => {
    expect(summaryWords([kind({ ready: 1 })])).toBe(
      "1 job waits, 0 running. None failed for good.",
    );
    expect(summaryWords([kind({ dead: 1 }), kind({ running: 2 })])).toBe(
      "0 jobs wait, 2 running. 1 job failed for good and will not be tried again by itself.",
    );
  });

  it("count attempts", () => {
    expect(attemptWords({ attempt: 2, attempts: 6 })).toBe("2 of 6");
  });
});
