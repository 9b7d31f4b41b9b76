import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../packages/plinth/src/core/index.ts";
import {
  DRILLS,
  type Drill,
  type DrillReport,
  runDrills,
} from "../../packages/plinth/src/drill/index.ts";
import { readReport } from "../../packages/plinth/src/readiness/index.ts";
import { announceSkipped } from "../../packages/plinth/src/testing/index.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";

/** The quickest, in every run; `DRILLS=all` holds all of them, as `npm run drill` does. */
const QUICK = ["clock-jump", "slow-upstream", "full-disk"];
/** Drills with a twin each; a twin may be that of a long drill, too. */
const QUICK_TWINS = [
  ["kill-under-writes", "acknowledge-before-write"],
  ["clock-jump", "clock-deaf"],
  ["slow-upstream", "waits-for-ever"],
];
const isWhole = process.env["DRILLS"] === "all";
const due = isWhole ? DRILLS.map(({ id }) => id) : QUICK;

const leftovers = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith("plinth-drill-"));
const mounts = (): string => readFileSync("/proc/mounts", "utf8");

test(
  "EVID-17, P-118, SES-03: plinth drill on Cibozer: everything that can run holds, and nothing is left behind",
  async () => {
    const scratch = scratchDirectory();
    const before = leftovers();
    try {
      const file = join(scratch.path, "drill.json");
      const { code, told } = await runPlinth(["drill", ...due, "--output", file], {});
      const report = JSON.parse(readFileSync(file, "utf8")) as DrillReport;
      readReport(JSON.stringify(report));
      for (const { id, verdict, steps, lost, faults } of report.drills) {
        const [line] = report.lines.filter((one) => one.id === id);
        if (verdict === "not-run") {
          announceSkipped(`drill ${id}`, line?.measured ?? "");
          continue;
        }
        expect([id, verdict, faults], told).toEqual([id, "pass", []]);
        expect(steps.length).toBeGreaterThan(3);
        expect(lost?.lost).toBe(0);
      }
      expect(report.drills.map(({ id }) => id).toSorted()).toEqual(due.toSorted());
      const isAllRun = report.drills.every(({ verdict }) => verdict === "pass");
      expect(code).toBe(isAllRun ? 0 : 1);
      expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
      expect(mounts()).not.toContain("plinth-drill ");
    } finally {
      scratch.remove();
    }
  },
  isWhole ? 600_000 : 120_000,
);

describe("EVID-03: each drill turns red on an instance that is broken in its way", () => {
  const twins = DRILLS.flatMap((drill) => drill.sabotages.map((name) => [name, drill] as const));
  const isQuick = (name: string, { id }: Drill) =>
    QUICK_TWINS.some(([drill, sabotage]) => drill === id && sabotage === name);
  const held = twins.filter(([name, drill]) => isWhole || isQuick(name, drill));
  test.each(held)("%s", async (sabotage, drill) => {
    const options = { name: "specimen", clock: systemClock, version: "0", seed: 20_261_122 };
    const report = await runDrills({ ...options, drills: [drill], sabotage });
    const [record] = report.drills;
    if (record?.verdict === "not-run") {
      announceSkipped(`drill ${drill.id}`, report.lines[0]?.measured ?? "");
      return;
    }
    expect(record?.verdict).toBe("fail");
    expect(record?.faults).not.toEqual([]);
    expect(record?.validUntil).toBeNull();
  });
});

test("EVID-17: the drill that needs what is not there says so, and does not pass", async () => {
  // Without mount(8) this is a machine on which nothing can be mounted.
  const { code, printed } = await runPlinth(["drill", "full-disk", "--json"], {
    PATH: "/nonexistent",
  });
  const report = JSON.parse(printed) as DrillReport;
  expect(code).toBe(1);
  expect(report.score).toEqual({ value: 0, denominator: 1 });
  expect(report.lines[0]?.verdict).toBe("not-run");
  expect(report.lines[0]?.measured).toContain("cannot be mounted here");
});
