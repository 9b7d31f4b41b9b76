/**
 * The league table: `plinth audit --depth look` over the services of e2e/foreign and our own, by
 * severity, with where another is better than we are. Needs a built tree (`npm run build`).
 *
 *   npm run league [-- --write-readme] [--from bench/results/league-….json]
 *
 * Keeps every line that was found in bench/results/; `--from` prints such a file, and audits nobody.
 */
import { readFileSync } from "node:fs";
import { arch, cpus, loadavg, platform } from "node:os";
import { parseArgs } from "node:util";
import { storeResult, writeSection } from "../bench/harness/store.ts";
import { STRANGERS } from "../e2e/foreign/support/catalogue.ts";
import { labelsOf } from "../e2e/foreign/support/labels.ts";
import { visitAll } from "../e2e/foreign/support/round.ts";
import { createWorkshop } from "../e2e/foreign/support/workshop.ts";
import {
  type ReportLine,
  SEVERITIES,
  scoreOf,
  securityScoreOf,
} from "../packages/plinth/src/readiness/index.ts";

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** What was found at one service. */
interface Evidence {
  readonly name: string;
  readonly lines: readonly ReportLine[];
}

/** A league as it is kept in bench/results/. */
interface Result {
  readonly startedAt: string;
  /** Where and how it was measured; absent in results from before it was kept. */
  readonly measured?: string;
  readonly load: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Services that could not be asked, a sentence each. */
  readonly absent?: readonly string[];
}

interface Row extends Evidence {
  readonly title: string;
  readonly points: number;
  readonly share: number;
}

const fraction = (lines: readonly ReportLine[]): string => {
  const { value, denominator } = scoreOf(lines);
  return denominator === 0 ? "–" : `${value}/${denominator}`;
};

const rowOf = ({ name, lines }: Evidence): Row => {
  const { value, denominator } = scoreOf(lines);
  const title = STRANGERS.find((stranger) => stranger.name === name)?.title ?? name;
  const points = securityScoreOf(lines).value;
  return { name, title, lines, points, share: denominator === 0 ? 0 : value / denominator };
};

const tableOf = (rows: readonly Row[]): readonly string[] => [
  `| service | security | all lines | ${SEVERITIES.join(" | ")} |`,
  `|---|---|---|${SEVERITIES.map(() => "---").join("|")}|`,
  ...rows.map(({ title, lines, points }) => {
    const each = SEVERITIES.map((one) =>
      fraction(lines.filter(({ severity }) => severity === one)),
    );
    return `| ${title} | ${points} | ${fraction(lines)} | ${each.join(" | ")} |`;
  }),
];

/** Lines that somebody passes and we do not, however they apply to us. */
const betterThanUs = (rows: readonly Row[]): readonly string[] => {
  const ours = rows.find(({ name }) => name === "plinth");
  if (ours === undefined) return ["Our own service did not run."];
  const faults = ours.lines.filter(
    ({ verdict }) => verdict !== "pass" && verdict !== "not-applicable",
  );
  const told = faults.map(({ id, verdict, measured }) => {
    const better = rows.filter(({ lines }) =>
      lines.some((line) => line.id === id && line.verdict === "pass"),
    );
    const names = better.map(({ title }) => title).join(", ") || "nobody";
    return `- \`${id}\` is ${verdict} for us (${measured.slice(0, 160)}); better: ${names}`;
  });
  const level = rows.filter((row) => row !== ours && row.share >= ours.share);
  const names = level.map(({ title }) => title).join(", ");
  return [
    ...(told.length === 0 ? ["In no line that applies to us is another better."] : told),
    ...(level.length === 0 ? [] : [`As good as ours, by the share of lines: ${names}.`]),
  ];
};

const textOf = ({ startedAt, measured, load, evidence, absent = [] }: Result): string => {
  const rows = evidence.map(rowOf).toSorted((a, b) => b.points - a.points || b.share - a.share);
  const where = measured === undefined ? "" : ` ${measured},`;
  return [
    `${startedAt}; \`npm run league -- --write-readme\`;${where} load before ${load.join(", ")}.`,
    "",
    ...tableOf(rows),
    "",
    ...betterThanUs(rows),
    ...absent,
  ].join("\n");
};

/** Audits everybody and keeps what was found. */
const measure = async (): Promise<Result> => {
  const workshop = createWorkshop();
  const startedAt = new Date().toISOString();
  const load = loadavg().map((figure) => figure.toFixed(1));
  try {
    const visits = await visitAll(workshop);
    const evidence = visits.flatMap(({ stranger: { name }, lines }) =>
      lines === undefined
        ? []
        : [
            {
              name,
              security: securityScoreOf(lines).value,
              score: scoreOf(lines),
              labels: Object.fromEntries(labelsOf(name)),
              lines,
            },
          ],
    );
    const absent = visits.flatMap(({ stranger, missing }) =>
      missing === undefined ? [] : [`Not measured: ${stranger.title}, no ${missing}.`],
    );
    const measured = `Node ${process.version}; ${cpus().length} cores, ${platform()} ${arch()}`;
    const result = { startedAt, measured, load, evidence, absent };
    storeResult("league", result);
    return result;
  } finally {
    await workshop.packages;
    workshop.remove();
  }
};

const { values } = parseArgs({
  options: { "write-readme": { type: "boolean", default: false }, from: { type: "string" } },
});
const result: Result =
  values.from === undefined ? await measure() : JSON.parse(readFileSync(values.from, "utf8"));
const text = textOf(result);
say(text);
if (values["write-readme"]) writeSection("README.md", "bench:league", text);
