import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Planner, PlanRequest } from "../apps/cibozer/core/index.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median, quantile } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";
import { type Profile, profiles } from "./subjects/planner-profiles.ts";

/**
 * CPU time of first answers of the meal planner, week and day, over nine profiles (MEAL-04). All
 * threads of the process count. Profiles are interleaved, and a fixed piece of work is timed among
 * them, so that a slow machine can be told from a slow planner.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    seeds: { type: "string" },
    json: { type: "string" },
    "write-readme": { type: "boolean", default: false },
  },
});
const seeds = Number(flags.seeds ?? (flags.quick ? 3 : 50));
/** A week is measured as most people ask for it, and where lunch is to be what the evening before leaves. */
const limits = { week: 400, day: 20, leftovers: 400 } as const;
type Kind = keyof typeof limits;
const kinds = Object.keys(limits) as readonly Kind[];

interface Sample {
  readonly profile: string;
  readonly kind: Kind;
  readonly cpuMs: number;
  readonly solved: boolean;
  readonly gap: number;
}

function cpuMs(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1000;
}

/** Work of a fixed size that has nothing to do with the planner. */
function reference(): void {
  const values = new Float64Array(200_000);
  let state = 1;
  for (let index = 0; index < values.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[index] = state;
  }
  values.sort();
}

type Ask = (profile: Profile, kind: Kind, seed: number) => PlanRequest;

async function loadPlanner(): Promise<{ planner: Planner; ask: Ask; loadMs: number } | undefined> {
  if (!existsSync(join(import.meta.dirname, "../apps/cibozer/core/index.ts"))) return undefined;
  const started = performance.now();
  const core = await import("../apps/cibozer/core/index.ts");
  const planner = core.createPlanner(core.loadPlannerData());
  const loadMs = performance.now() - started;
  const ask: Ask = (profile, kind, seed) => {
    const normalised = core.normaliseRequest({
      ...profile.request,
      seed,
      days: kind === "day" ? 1 : 7,
      leftovers: kind === "leftovers" ? "lunch" : "none",
      startDate: "2026-01-05",
    });
    if (normalised.ok) return normalised.request;
    const told = normalised.problems.map(({ field, message }) => `${field} ${message}`);
    throw new Error(`profile "${profile.name}" is not a request: ${told.join("; ")}`);
  };
  return { planner, ask, loadMs };
}

function sample(planner: Planner, ask: Ask, profile: Profile, kind: Kind, seed: number): Sample {
  const request = ask(profile, kind, seed);
  let result: ReturnType<Planner["plan"]> | undefined;
  const used = cpuMs(() => {
    result = kind === "day" ? planner.planDay(request) : planner.plan(request);
  });
  const solved = result?.ok === true;
  const gap = (result?.ok ? result.plan.gap : null) ?? Number.NaN;
  return { profile: profile.name, kind, cpuMs: used, solved, gap };
}

function summarise(samples: readonly Sample[], kind: Kind, name: string): string[] {
  const times = samples.map((one) => one.cpuMs);
  const gaps = samples.filter(({ solved }) => solved).map(({ gap }) => gap);
  return [
    kind,
    name,
    `${samples.filter(({ solved }) => solved).length} of ${samples.length}`,
    median(times).toFixed(1),
    quantile(times, 0.95).toFixed(1),
    Math.max(...times).toFixed(1),
    gaps.length === 0 ? "-" : `${(quantile(gaps, 0.95) * 100).toFixed(2)} %`,
  ];
}

function judge(samples: readonly Sample[], kind: Kind): { text: string; holds: boolean } {
  const mine = samples.filter((one) => one.kind === kind);
  const p95 = quantile(
    mine.map((one) => one.cpuMs),
    0.95,
  );
  const refused = mine.filter(({ solved }) => !solved).length;
  const holds = p95 <= limits[kind] && refused === 0;
  const text = `${kind} plan: CPU p95 ${p95.toFixed(1)} ms, target <= ${limits[kind]} ms, ${refused} of ${mine.length} refused: ${holds ? "holds" : "MISSED"}`;
  return { text, holds };
}

async function main(): Promise<number> {
  const loaded = await loadPlanner();
  if (!loaded) {
    console.log("NOT RUN: apps/cibozer/core/index.ts is not there. Nothing was measured.");
    return 2;
  }
  const { planner, ask, loadMs } = loaded;
  const first = profiles[0];
  if (!first) return 2;
  const cold = sample(planner, ask, first, "week", 9001).cpuMs;
  // The product's worker is warm before it takes requests.
  for (const profile of profiles) sample(planner, ask, profile, "week", 9002);
  const samples: Sample[] = [];
  const references: number[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    references.push(cpuMs(reference));
    for (const profile of profiles) {
      for (const kind of kinds) {
        samples.push(sample(planner, ask, profile, kind, seed));
      }
    }
  }
  const machine = describeMachine();
  const [date, command, load] = [
    new Date().toISOString(),
    describeCommand("run planner"),
    readLoad(),
  ];
  const rows = kinds.flatMap((kind) =>
    profiles.map(({ name }) =>
      summarise(
        samples.filter((one) => one.kind === kind && one.profile === name),
        kind,
        name,
      ),
    ),
  );
  const verdicts = kinds.map((kind) => judge(samples, kind));
  const text = [
    ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
    [
      `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
      `${profiles.length} profiles, ${seeds} seeds each, interleaved; CPU of all threads. Sorting 200,000 numbers, among them, took ${median(references).toFixed(1)} ms (p95 ${quantile(references, 0.95).toFixed(1)}).`,
      `Tables loaded in ${loadMs.toFixed(0)} ms; the very first week, before any warm-up, took ${cold.toFixed(0)} ms.`,
    ].join("\n"),
    markdownTable(["plan", "profile", "solved", "CPU p50 ms", "p95 ms", "max ms", "gap p95"], rows),
    verdicts.map((verdict) => verdict.text).join("\n"),
  ].join("\n\n");
  console.log(text);
  storeResult(
    "planner",
    { date, command, machine, load, quick: flags.quick, seeds, cold, references, samples },
    flags.json,
  );
  if (flags["write-readme"]) {
    if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
    writeSection("README.md", "bench:planner", text);
  }
  return verdicts.every(({ holds }) => holds) ? 0 : 1;
}

process.exitCode = await main();
