import { escapeHtml } from "#core";
import { chartSvg, pageHtml, tableHtml } from "#load";
import { type Figure, rounded } from "./figures.ts";
import type { Comparison } from "./judge.ts";
import type { BenchRun } from "./run.ts";

/** Runs in the table of a terminal. */
const SHOWN = 10;
/** Columns of the table of a terminal. */
const MAIN = [
  "throughput.rate",
  "throughput.p99",
  "throughput.beside",
  "throughput.cpu",
  "start.ready",
  "start.idle",
];

const targetText = ({ better, target }: Figure): string => {
  if (target === undefined) return "";
  const sign = better === "more" ? ">=" : "<=";
  return `${sign} ${target.limit} (${target.requirement}): ${target.holds ? "holds" : "MISSED"}`;
};

const alignedLines = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
};

/** A comparison as lines. */
export const judgementLines = (comparison: Comparison | undefined): readonly string[] => {
  if (comparison === undefined) return ["no baseline; --baseline set makes one of this run"];
  if (!comparison.ok) return [`not compared: ${comparison.reason}`];
  const { judgements } = comparison;
  if (judgements.length === 0) return ["nothing of the baseline was measured often enough again"];
  return judgements.map(({ name, ratio, interval, margin, verdict }) => {
    const [low, high] = interval.map((one) => one.toFixed(3));
    const mark = verdict === "regression" ? "REGRESSION" : verdict;
    return `${mark.padEnd(10)}  ${name}: x${ratio.toFixed(3)} (95 %: ${low} to ${high}; margin ${Math.round(margin * 100)} %)`;
  });
};

/** A run for people who read a terminal. */
export const benchText = (run: BenchRun): string => {
  const { environment, settings, load } = run;
  const rows = run.figures.map((figure) => [
    figure.name,
    `${figure.value} ${figure.unit}`.trim(),
    [targetText(figure), figure.note ?? ""].filter((text) => text !== "").join("; "),
  ]);
  return [
    `${settings.application} ${run.version}, ${settings.endpoint}, ${settings.form}${settings.isQuick ? ", quick" : ""}`,
    `${environment.processor}, ${environment.cores} cores, ${environment.system}, Node ${environment.node}, plinth ${run.tool.version}`,
    `load average ${load[0]} before and ${load[1]} after: what else ran on this machine, and this`,
    "",
    ...alignedLines(rows),
  ].join("\n");
};

const shownOf = (run: BenchRun, id: string): number | undefined =>
  run.figures.find((figure) => figure.id === id)?.value;

/** The newest runs as a table. */
export const trendLines = (runs: readonly BenchRun[]): readonly string[] => {
  const newest = runs.slice(-SHOWN);
  const ids = MAIN.filter((id) => newest.some((run) => shownOf(run, id) !== undefined));
  return alignedLines([
    ["run", "load", ...ids],
    ...newest.map((run) => [
      run.startedAt.slice(0, 16).replace("T", " "),
      String(run.load[0]),
      ...ids.map((id) => String(shownOf(run, id) ?? "-")),
    ]),
  ]);
};

const chartsOf = (runs: readonly BenchRun[]): string => {
  const figures = [
    ...new Map(runs.flatMap((run) => run.figures.map((one) => [one.id, one]))).values(),
  ];
  return figures
    .map(({ id, name, unit }) => {
      const values = runs.flatMap((run) => shownOf(run, id) ?? []);
      const series = [{ name: "runs", className: "one", values }] as const;
      return values.length < 2 ? "" : chartSvg(name, unit, series, `${values.length} runs`);
    })
    .join("\n");
};

/** The history as one page without scripts: the newest run, its comparison, and every figure over the runs. */
export const trendHtml = (
  runs: readonly BenchRun[],
  comparison: Comparison | undefined,
): string => {
  const last = runs.at(-1);
  if (last === undefined) return pageHtml("Bench", "<p>No runs yet.</p>");
  const judged = judgementLines(comparison).map((line) => {
    const missed = line.startsWith("REGRESSION") ? ' class="missed"' : "";
    return `<li${missed}>${escapeHtml(line)}</li>`;
  });
  const ids = [...new Set(runs.flatMap((run) => run.figures.map(({ id }) => id)))];
  const rows = runs.map((run) => [
    run.startedAt,
    run.load[0],
    ...ids.map((id) => shownOf(run, id) ?? "-"),
  ]);
  return pageHtml(
    `Bench of ${last.settings.application}`,
    `<pre>${escapeHtml(benchText(last))}</pre>
<h2>Beside the baseline</h2><ul>${judged.join("")}</ul>
<h2>Over the runs</h2>
${chartsOf(runs)}
${tableHtml("Every run", ["Run", "Load average", ...ids], rows)}`,
  );
};

/** Whether every target of a run is met. */
export const missedTargets = (run: BenchRun): readonly Figure[] =>
  run.figures.filter(({ target }) => target?.holds === false);

/** The single measurements are kept as exact as they are worth. */
export const slim = (figure: Figure): Figure =>
  figure.compared === undefined
    ? figure
    : { ...figure, compared: { ...figure.compared, series: figure.compared.series.map(rounded) } };
