import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ReportLine } from "../../../packages/plinth/src/readiness/index.ts";

/** What is truly wrong with a server, by probe, with the line of its code that says so. */
export type Labels = ReadonlyMap<string, string>;

/** Reads the labels that lie beside a server. */
export const labelsOf = (name: string): Labels => {
  const file = fileURLToPath(new URL(`../servers/${name}/labels.json`, import.meta.url));
  const { findings } = JSON.parse(readFileSync(file, "utf8")) as {
    findings: Readonly<Record<string, string>>;
  };
  return new Map(Object.entries(findings));
};

/** What the comparison needs of a line. */
export type Line = Pick<ReportLine, "id" | "depth" | "verdict" | "measured">;

/** An audit beside the labels. */
export interface Comparison {
  readonly name: string;
  /** Lines of this depth that apply. */
  readonly applicable: number;
  readonly labelled: number;
  /** Lines that failed and are not labelled. */
  readonly falseAlarms: readonly Line[];
  /** Labels whose line neither failed nor warned. */
  readonly missed: readonly string[];
}

/** Compares what an audit found with what is there to be found. */
export const compareWith = (name: string, lines: readonly Line[], labels: Labels): Comparison => {
  const looked = lines.filter(({ depth }) => depth === "look");
  const found = new Set(
    looked.filter(({ verdict }) => verdict === "fail" || verdict === "warn").map(({ id }) => id),
  );
  return {
    name,
    applicable: looked.filter(({ verdict }) => verdict !== "not-applicable").length,
    labelled: labels.size,
    falseAlarms: looked.filter(({ id, verdict }) => verdict === "fail" && !labels.has(id)),
    missed: [...labels.keys()].filter((id) => !found.has(id)),
  };
};
