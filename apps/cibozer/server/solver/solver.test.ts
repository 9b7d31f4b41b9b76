import { expect, test, vi } from "vitest";
import { createSolver } from "./solver.ts";

test("RES-04: a worker that cannot start is tried again after pauses that grow", async () => {
  const pauses: number[] = [];
  const later = (run: () => void, pauseMs: number): NodeJS.Timeout => {
    pauses.push(pauseMs);
    return setTimeout(pauses.length < 8 ? run : () => undefined, 0);
  };
  const solver = createSolver(
    { error: () => undefined },
    { file: new URL("./nowhere.js", import.meta.url), later },
  );
  try {
    await vi.waitFor(() => expect(pauses).toHaveLength(8), { timeout: 20_000 });
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000]);
    expect(solver.isReady()).toBe(false);
  } finally {
    await solver.close();
  }
});
