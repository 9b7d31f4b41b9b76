import { expect, it } from "vitest";
import { createManualClock } from "./clock.ts";

it("a manual timer rings at its time and not before, in order of time, and not once cancelled", () => {
  const clock = createManualClock(0);
  const rung: string[] = [];
  clock.startTimer(20, () => rung.push("late"));
  clock.startTimer(10, () => {
    rung.push("early");
    cancelOther();
  });
  const cancelOther = clock.startTimer(15, () => rung.push("cancelled by another"));
  clock.startTimer(5, () => rung.push("cancelled"))();
  clock.advance(9);
  expect(rung).toEqual([]);
  clock.advance(1);
  expect(rung).toEqual(["early"]);
  clock.set(100);
  expect(rung).toEqual(["early", "late"]);
  clock.advance(100);
  expect(rung).toHaveLength(2);
});
