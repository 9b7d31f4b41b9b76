/**
 * The league table: `plinth audit --depth look` over the services of e2e/foreign and our own, by
 * severity, with where another is better than we are. Needs a built tree (`npm run build`).
 *
 *   node --conditions=plinth-source scripts/league.ts [--write-readme]
 *
 * Keeps every line that was found in bench/results/.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, loadavg, platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { labelsOf } from "../e2e/foreign/support/labels.ts";
import { type Visit, visitAll } from "../e2e/foreign/support/round.ts";
import { createWorkshop } from "../e2e/foreign/support/workshop.ts";
import {
  type ReportLine,
  SEVERITIES,
  scoreOf,
  securityScoreOf,
} from "../packages/plinth/src/readiness/index.ts";

const bench = resolve(import.meta.dirname, "../bench");
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

interface Row {
  readonly visit: Visit;
  readonly lines: readonly ReportLine[];
  readonly points: number;
  readonly share: number;
}

const fraction = (lines: readonly ReportLine[]): string => {
  const { value, denominator } = scoreOf(lines);
  return denominator === 0 ? "–" : `${value}/${denominator}`;
};

const rowOf = (visit: Visit, lines: readonly ReportLine[]): Row => {
  const { value, denominator } = scoreOf(lines);
  const points = securityScoreOf(lines).value;
  return { visit, lines, points, share: denominator === 0 ? 0 : value / denominator };
};

const tableOf = (rows: readonly Row[]): readonly string[] => [
  `| service | security | all lines | ${SEVERITIES.join(" | ")} |`,
  `|---|---|---|${SEVERITIES.map(() => "---").join("|")}|`,
  ...rows.map(({ visit, lines, points }) => {
    const each = SEVERITIES.map((one) =>
      fraction(lines.filter(({ severity }) => severity === one)),
    );
    return `| ${visit.stranger.title} | ${points} | ${fraction(lines)} | ${each.join(" | ")} |`;
  }),
];

/** Lines that somebody passes and we do not, however they apply to us. */
const betterThanUs = (rows: readonly Row[]): readonly string[] => {
  const ours = rows.find(({ visit }) => visit.stranger.name === "plinth");
  if (ours === undefined) return ["Our own service did not run."];
  const faults = ours.lines.filter(
    ({ verdict }) => verdict !== "pass" && verdict !== "not-applicable",
  );
  const told = faults.map(({ id, verdict, measured }) => {
    const better = rows.filter(({ lines }) =>
      lines.some((line) => line.id === id && line.verdict === "pass"),
    );
    const names = better.map(({ visit }) => visit.stranger.title).join(", ") || "nobody";
    return `- \`${id}\` is ${verdict} for us (${measured.slice(0, 160)}); better: ${names}`;
  });
  const level = rows.filter((row) => row !== ours && row.share >= ours.share);
  const names = level.map(({ visit }) => visit.stranger.title).join(", ");
  return [
    ...(told.length === 0 ? ["In no line that applies to us is another better."] : told),
    ...(level.length === 0 ? [] : [`As good as ours, by the share of lines: ${names}.`]),
  ];
};

const workshop = createWorkshop();
const startedAt = new Date().toISOString();
const load = loadavg().map((figure) => figure.toFixed(1));
try {
  const visits = await visitAll(workshop);
  const rows = visits
    .flatMap((visit) => (visit.lines === undefined ? [] : [rowOf(visit, visit.lines)]))
    .toSorted((a, b) => b.points - a.points || b.share - a.share);
  const absent = visits.filter(({ missing }) => missing !== undefined);
  const text = [
    `${startedAt}; \`node --conditions=plinth-source scripts/league.ts --write-readme\`; Node ${process.version}; ${cpus().length} cores, ${platform()} ${arch()}, load before ${load.join(", ")}.`,
    "",
    ...tableOf(rows),
    "",
    ...betterThanUs(rows),
    ...absent.map(({ stranger, missing }) => `Not measured: ${stranger.title}, no ${missing}.`),
  ].join("\n");
  say(text);
  const file = join(bench, "results", `league-${startedAt.replaceAll(":", "-").slice(0, 19)}.json`);
  mkdirSync(dirname(file), { recursive: true });
  const evidence = rows.map(({ visit, lines, points }) => ({
    name: visit.stranger.name,
    security: points,
    score: scoreOf(lines),
    labels: Object.fromEntries(labelsOf(visit.stranger.name)),
    lines,
  }));
  writeFileSync(file, `${JSON.stringify({ startedAt, load, evidence }, null, 2)}\n`);
  if (process.argv.includes("--write-readme")) {
    const readme = join(bench, "README.md");
    const old = readFileSync(readme, "utf8");
    const marked = /<!-- bench:league -->[\s\S]*<!-- \/bench:league -->/;
    if (!marked.test(old)) throw new Error("bench/README.md has no section bench:league");
    writeFileSync(
      readme,
      old.replace(marked, () => `<!-- bench:league -->\n\n${text}\n\n<!-- /bench:league -->`),
    );
  }
} finally {
  await workshop.packages;
  workshop.remove();
}
