import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { type MeasuredCandidate, measureCalls } from "./harness/microseconds.ts";
import { markdownTable, median, pairedRatios, spread } from "./harness/stats.ts";
import { describeCommand, readVersions, storeResult, writeSection } from "./harness/store.ts";
import { type Candidate, libraries } from "./subjects/schema-libraries.ts";

/**
 * Which schema library and which serialiser for the hot path: TypeBox 1.x, zod 4, ajv; JSON.stringify
 * against fast-json-stringify. Same process, interleaved, CPU time, ratios per round.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    "write-decision": { type: "boolean", default: false },
    boot: { type: "string" },
  },
});
const rounds = flags.quick ? 5 : 25;
const sliceMicros = flags.quick ? 20_000 : 60_000;

function render(rows: readonly MeasuredCandidate[]): string {
  const lines = rows.map((row) => {
    const first = rows.find(({ group }) => group === row.group) ?? row;
    const ratios = pairedRatios(row.nanos, first.nanos);
    return [row.group, row.name, median(row.nanos).toFixed(0), spread(ratios)];
  });
  return markdownTable(["what", "with", "CPU ns a call", "times the first (range)"], lines);
}

/** Import time, time to build and compile our three shapes, and memory, each in a fresh process. */
interface BootRow {
  readonly name: string;
  readonly importMs: number[];
  readonly buildMs: number[];
  readonly rssMb: number[];
}

function measureBoot(): BootRow[] {
  const rows = libraries.map(({ name }): BootRow => {
    return { name, importMs: [], buildMs: [], rssMb: [] };
  });
  for (let round = 0; round < (flags.quick ? 3 : 9); round += 1) {
    for (const row of rows) {
      const text = execFileSync(
        process.execPath,
        [join(import.meta.dirname, "schemas.ts"), "--boot", row.name],
        { encoding: "utf8", timeout: 30_000 },
      );
      const { importMs, buildMs, rssMb } = JSON.parse(text);
      row.importMs.push(importMs);
      row.buildMs.push(buildMs);
      row.rssMb.push(rssMb);
    }
  }
  return rows;
}

function renderBoot(rows: readonly BootRow[]): string {
  return markdownTable(
    ["library", "import, ms", "build and compile 3 shapes, ms", "memory added, MB"],
    rows.map(({ name, importMs, buildMs, rssMb }) => [
      name,
      median(importMs).toFixed(1),
      median(buildMs).toFixed(1),
      median(rssMb).toFixed(1),
    ]),
  );
}

async function boot(name: string): Promise<void> {
  const library = libraries.find((candidate) => candidate.name === name);
  if (!library) throw new Error(`no library "${name}"`);
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const build = await library.load();
  const imported = performance.now();
  const candidates = build();
  const built = performance.now();
  for (const { run } of candidates) run();
  const rssMb = (process.memoryUsage().rss - before) / 2 ** 20;
  console.log(JSON.stringify({ importMs: imported - started, buildMs: built - imported, rssMb }));
}

async function main(): Promise<void> {
  const built: Candidate[] = [];
  for (const { load } of libraries) built.push(...(await load())());
  for (const { name, group, run, expected } of built) {
    const seen = run();
    if (expected !== undefined && Boolean(seen) !== expected) {
      throw new Error(`${name} answers ${seen} for "${group}"`);
    }
  }
  const groups = [...new Set(built.map(({ group }) => group))];
  const measured = groups.map((group) =>
    measureCalls(
      built.filter((one) => one.group === group),
      { rounds, sliceMicros },
    ),
  );
  const rows = measured.flatMap((one) => one.rows);
  const sink = measured.reduce((sum, one) => sum + one.sink, 0);
  const bootRows = measureBoot();
  const machine = describeMachine();
  const versions = readVersions(["typebox", "zod", "ajv", "ajv-formats", "fast-json-stringify"]);
  const command = describeCommand("run schemas");
  const date = new Date().toISOString();
  const load = readLoad();
  const text = [
    ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
    [
      `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
      `${rounds} interleaved rounds, medians; ratios are taken within a round.`,
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
    ].join("\n"),
    render(rows),
    renderBoot(bootRows),
  ].join("\n\n");
  console.log(text);
  storeResult(
    "schemas",
    { date, command, machine, versions, load, quick: flags.quick, rows, bootRows, sink },
    flags.json,
  );
  if (flags["write-decision"]) {
    if (flags.quick) throw new Error("--write-decision wants a full run, not --quick");
    writeSection("../docs/decisions/0002-schemas.md", "bench:schemas", text);
  }
}

await (flags.boot === undefined ? main() : boot(flags.boot));
