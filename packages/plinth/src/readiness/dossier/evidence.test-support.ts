import type { Verdict } from "../probe.ts";
import { PROBES } from "../probes/index.ts";
import { notRunLine, type ReportLine, summaryOf } from "../report.ts";
import { buildReadiness, type Circumstances } from "./build.ts";
import type { ReadinessReport } from "./document.ts";
import type { Component } from "./evidence/components.ts";
import { type EvidenceFile, type EvidenceKind, readEvidence } from "./evidence/evidence.ts";
import { loadRegistry, type Registry } from "./registry.ts";

/** The moment at which the reports of these tests are made. */
export const NOW = Date.parse("2026-03-01T12:00:00.000Z");
export const DAY = 86_400_000;
/** Read once: it is large, and no test changes it. */
const REGISTRY = loadRegistry();
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** A line, passed an hour ago unless told. */
export const lineOf = (id: string, more: Partial<ReportLine> = {}): ReportLine => {
  const [probe] = PROBES;
  if (probe === undefined) throw new Error("there are no probes");
  const line = notRunLine(probe, "http://127.0.0.1", "", iso(NOW - 3_600_000));
  return { ...line, id, claim: `claim of ${id}`, verdict: "pass", ...more };
};

const reportText = (lines: readonly ReportLine[], depth: string, more = {}): string =>
  JSON.stringify({
    tool: { name: "plinth", version: "1.0.0" },
    target: "http://127.0.0.1:8000",
    depth,
    startedAt: iso(NOW - 7_200_000),
    finishedAt: iso(NOW - 3_600_000),
    ...summaryOf(lines),
    ...more,
  });

const fileOf = (kind: EvidenceKind, text: string, name = `${kind}.json`): EvidenceFile => ({
  kind,
  name,
  text,
  writtenAt: iso(NOW - 3_600_000),
});

/** A report of an audit. */
export const auditFile = (lines: readonly ReportLine[], depth = "touch"): EvidenceFile =>
  fileOf("audit", reportText(lines, depth));

/** A report of drills: ids with verdict and age in days. */
export const drillFile = (
  drills: readonly { readonly id: string; readonly verdict?: Verdict; readonly days?: number }[],
  shelfLifeDays = 365,
): EvidenceFile =>
  fileOf(
    "drill",
    reportText(
      drills.map(({ id, verdict = "pass", days = 0 }) =>
        lineOf(id, { depth: "drill", verdict, owasp: "none", at: iso(NOW - days * DAY) }),
      ),
      "drill",
      {
        drills: drills.map(({ id }) => ({
          id,
          steps: [{ at: iso(NOW), afterMs: 12, what: "killed <b>" }],
          detectMs: 40,
          recoverMs: 900,
          lost: { what: "acknowledged writes", of: 1_000, lost: 0 },
          shelfLifeDays,
        })),
      },
    ),
  );

/** A result of a load with objectives that hold or do not. */
export const loadFile = (objectives: Readonly<Record<string, boolean>>): EvidenceFile =>
  fileOf(
    "load",
    JSON.stringify({
      tool: { name: "plinth load", version: "1.0.0" },
      target: "http://127.0.0.1:8000/",
      finishedAt: iso(NOW - DAY),
      measuredMs: 10_000,
      rate: 100,
      errorShare: 0,
      connections: { asked: 10, peak: 10 },
      total: { requests: 1_000, ok: 1_000, latency: { p50: 1, p95: 2, p99: 3 } },
      confirmation: { state: "agrees", detail: "" },
      objectives: Object.entries(objectives).map(([objective, holds]) => ({
        objective,
        measured: holds ? 1 : 999,
        holds,
      })),
    }),
  );

/** What vitest wrote: tests by title, with how they ended. */
export const testsFile = (tests: Readonly<Record<string, string>>, days = 0): EvidenceFile =>
  fileOf(
    "tests",
    JSON.stringify({
      startTime: NOW - days * DAY - 1,
      testResults: [
        {
          name: "/somewhere/else/packages/plinth/src/a.test.ts",
          assertionResults: Object.entries(tests).map(([fullName, status]) => ({
            fullName,
            status,
          })),
        },
      ],
    }),
  );

/** Any other file of evidence. */
export const otherFile = (kind: EvidenceKind, value: unknown): EvidenceFile =>
  fileOf(kind, JSON.stringify(value));

/** What a report is made with, unless told. */
export interface Making extends Partial<Circumstances> {
  readonly registry?: Registry;
  readonly components?: readonly Component[];
}

/** Makes a report of files. */
export const reportOf = (files: readonly EvidenceFile[], making: Making = {}): ReadinessReport => {
  const { registry = REGISTRY, components, ...about } = making;
  return buildReadiness(readEvidence(files, registry, components), {
    now: NOW,
    version: "1.0.0",
    author: "tester",
    drills: [],
    probes: [],
    commit: undefined,
    ...about,
  });
};

/** A registry of requirements without tests, in sections by their prefix. */
export const registryOf = (...ids: readonly string[]): Registry => ({
  requirements: ids.map((id) => ({
    id,
    section: id.split("-")[0] ?? "",
    text: `text of ${id}`,
    tests: {},
  })),
  properties: [],
});
