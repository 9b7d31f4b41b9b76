import type { ReportLine } from "#readiness";
import type { Drill } from "./drill.ts";
import type { DrillRecord, DrillReport } from "./report.ts";

const seconds = (milliseconds: number | null): string =>
  milliseconds === null ? "-" : `${(milliseconds / 1_000).toFixed(2)} s`;

const lossOf = ({ lost }: DrillRecord): string =>
  lost === null ? "-" : `${lost.lost} of ${lost.of} ${lost.what}`;

/** Text for a cell or a line: nothing in it is markup, and it stays one line. */
const plain = (text: string): string =>
  text.replaceAll(/[\p{C}\s]+/gu, " ").replaceAll(/[\\`*_[\]<>|#]/g, "\\$&");

/** What drills there are, a line each. */
export const drillListText = (drills: readonly Drill[]): readonly string[] =>
  drills.map(({ id, claim, requirements }) => `${id}  (${requirements.join(", ")})  ${claim}`);

/** What a line says to people at a terminal. */
export const drillLineText = ({ id, verdict, measured, durationMs }: ReportLine): string =>
  `${verdict.padEnd(14)} ${id} (${Math.round(durationMs / 1_000)} s): ${measured.replaceAll(/[\p{C}\s]+/gu, " ")}`;

const section = (record: DrillRecord, line: ReportLine | undefined): string => {
  const { verdict, holds, steps, faults, validUntil, seed } = record;
  const shelf = validUntil === null ? "counts for nothing" : `counts until ${validUntil}`;
  return [
    `## ${record.id}: ${verdict}`,
    `${line?.claim ?? ""} (${line?.requirements.join(", ") ?? ""}). Seed ${seed}; ${shelf}.`,
    `What must hold:\n\n${holds.map((one) => `- ${plain(one)}`).join("\n")}`,
    faults.length === 0
      ? `Measured: ${plain(line?.measured ?? "")}.`
      : `What did not hold:\n\n${faults.map((one) => `- ${plain(one)}`).join("\n")}`,
    `| time | after | what happened |\n|---|---:|---|\n${steps
      .map(({ at, afterMs, what }) => `| ${at} | ${seconds(afterMs)} | ${plain(what)} |`)
      .join("\n")}`,
  ].join("\n\n");
};

/** The drills as an incident report to read or to print: verdicts, figures, timelines (EVID-17). */
export const drillMarkdown = (report: DrillReport): string => {
  const rows = report.drills.map(
    (record) =>
      `| ${record.id} | ${record.verdict} | ${seconds(record.detectMs)} | ${seconds(record.recoverMs)} | ${lossOf(record)} |`,
  );
  const { value, denominator } = report.score;
  return `${[
    `# Drills of ${plain(report.target)}`,
    `${report.startedAt} to ${report.finishedAt}, plinth ${report.tool.version}; **score ${value} of ${denominator}**. Throwaway instances on this machine; what did not run has not passed.`,
    `| drill | verdict | to detect | to recover | lost |\n|---|---|---:|---:|---|\n${rows.join("\n")}`,
    ...report.drills.map((record) =>
      section(
        record,
        report.lines.find(({ id }) => id === record.id),
      ),
    ),
  ].join("\n\n")}\n`;
};
