import { expect, it } from "vitest";
import { createManualClock } from "#core";
import { type Fault, faultOfLine, faultOfPage } from "./fault.ts";
import { createFaultTracker, SLOT_MS } from "./tracker.ts";

const line = (message: string, fields: Readonly<Record<string, unknown>> = {}): Fault =>
  faultOfLine({ component: "test", message: "it broke", fields: { error: message, ...fields } });

const total = (tracker: ReturnType<typeof createFaultTracker>) => {
  const batch = tracker.take();
  return {
    batch,
    kinds: batch.length,
    times: batch.reduce((sum, { times }) => sum + times, 0),
  };
};

it("ERR-10: two faults 50 times each are two kinds of 50, with the last request of each", () => {
  const clock = createManualClock(SLOT_MS * 10);
  const tracker = createFaultTracker(clock);
  for (let call = 0; call < 50; call += 1) {
    const requestId = `0190a5d2-ac96-774b-bcce-${String(call).padStart(12, "0")}`;
    tracker.note(line(`TypeError: row ${call} is gone`, { requestId }));
    tracker.note(line("RangeError: too far", { route: "/api/v1/far/:id" }));
    clock.advance(SLOT_MS / 50);
  }
  const { batch } = total(tracker);
  expect(batch.map(({ fault, times }) => [fault.kind, fault.message, times])).toEqual([
    ["TypeError", "row <n> is gone", 50],
    ["RangeError", "too far", 50],
  ]);
  expect(batch[0]?.fault.requestId).toMatch(/0049$/);
  expect([...(batch[0]?.slots ?? [])]).toEqual([[SLOT_MS * 10, 50]]);
});

it("ERR-10: 100,000 distinct faults are counted all, and only some have a kind of their own", () => {
  const clock = createManualClock();
  const tracker = createFaultTracker(clock);
  const letters = (number: number): string =>
    [...number.toString(26)]
      .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
      .join("");
  for (let call = 0; call < 100_000; call += 1) tracker.note(line(`Error: ${letters(call)}`));
  const first = total(tracker);
  expect([first.kinds, first.times]).toEqual([101, 100_000]);
  // What is known goes on to be counted; what is new waits for the next hour.
  tracker.note(line(`Error: ${letters(5)}`));
  tracker.note(line(`Error: ${letters(99_999)}`));
  expect(total(tracker).batch.map(({ fault }) => fault.place)).toEqual(["test", "many"]);
  clock.advance(3_600_000);
  tracker.note(line(`Error: ${letters(99_999)}`));
  expect(total(tracker).batch.map(({ fault }) => fault.place)).toEqual(["test"]);
});

it("ERR-10: strangers who report pages take no room from the faults of the server", () => {
  const tracker = createFaultTracker(createManualClock());
  for (let call = 0; call < 500; call += 1) {
    const message = `Error: ${"x".repeat(1 + (call % 150))} ${"y".repeat(1 + call / 150)}`;
    tracker.note(faultOfPage({ message, part: "the planner", requestId: "-" }));
  }
  tracker.note(line("TypeError: ours"));
  const { batch } = total(tracker);
  expect(batch.at(-1)?.fault).toMatchObject({ source: "server", message: "ours" });
  expect(batch.length).toBeLessThanOrEqual(102);
});

it("ERR-10: what could not be written is counted with what comes after", () => {
  const clock = createManualClock();
  const tracker = createFaultTracker(clock);
  tracker.note(line("Error: a"));
  const lost = tracker.take();
  clock.advance(1_000);
  tracker.note(line("Error: a"));
  tracker.restore(lost);
  const [only] = total(tracker).batch;
  expect(only).toMatchObject({ times: 2, firstAt: lost[0]?.firstAt, lastAt: clock.now() });
});

it("ERR-10: without a frame of ours the place tells two faults apart; jobs and requests are apart", () => {
  const at = (fields: Readonly<Record<string, unknown>>) => line("Error: x", fields).id;
  expect(at({ route: "/a" })).not.toBe(at({ route: "/b" }));
  expect(at({ job: "mend" })).not.toBe(at({ route: "mend" }));
  expect(line("Error: x", { job: "mend" })).toMatchObject({ source: "job", place: "mend" });
});
