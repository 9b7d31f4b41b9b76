import type { Report } from "../../report.ts";
import { ReportError, readReport } from "../../reports/schema.ts";
import { readSourceReview, type SourceReview } from "../../source/index.ts";
import { type ReadinessReport, readPrevious } from "../document.ts";
import type { Registry } from "../registry.ts";
import type { Component } from "./components.ts";
import { type PeopleEvidence, readPeople } from "./people.ts";
import { sha256Of } from "./sha256.ts";
import {
  type AdvisoriesEvidence,
  type ConfigEvidence,
  type DeployedEvidence,
  type DrillRecords,
  EvidenceError,
  type LoadEvidence,
  type ProfileEvidence,
  type QueriesEvidence,
  readAdvisories,
  readConfig,
  readDeployed,
  readLoad,
  readProfileSummary,
  readQueries,
  readRecords,
  readTests,
  type TestsEvidence,
} from "./shapes.ts";

/** What a file is given as. */
export type EvidenceKind =
  | "audit"
  | "drill"
  | "load"
  | "tests"
  | "advisories"
  | "deployed"
  | "lock"
  | "source"
  | "config"
  | "profile"
  | "queries"
  | "people"
  | "previous";

/** A file as it was read; nothing here touches the disk. */
export interface EvidenceFile {
  readonly kind: EvidenceKind;
  /** As it is to be found from where the report lies. */
  readonly name: string;
  readonly text: string;
  /** ISO time of the file, for evidence that says no time itself. */
  readonly writtenAt: string;
}

/** A file that figures come from. */
export interface Source {
  readonly kind: EvidenceKind;
  readonly name: string;
  readonly sha256: string;
  /** ISO time of what it tells, as it says itself; of the file where it does not. */
  readonly at: string;
}

/** Evidence of one kind, with the name of its file. */
export interface From<T> {
  readonly source: Source;
  readonly value: T;
}

/** A report of drills: its lines, and the record of each drill. */
export interface DrillEvidence extends Report {
  readonly drills: DrillRecords;
}

/** Everything that a report is made of. */
export interface Evidence {
  readonly registry: Registry;
  readonly sources: readonly Source[];
  readonly audits: readonly From<Report>[];
  readonly drills: readonly From<DrillEvidence>[];
  readonly loads: readonly From<LoadEvidence>[];
  readonly tests: readonly From<TestsEvidence>[];
  /** A sentence where the source of advisories could not be reached. */
  readonly advisories: readonly From<AdvisoriesEvidence | string>[];
  readonly deployed: readonly From<DeployedEvidence>[];
  readonly reviews: readonly From<SourceReview>[];
  readonly configs: readonly From<ConfigEvidence>[];
  readonly profiles: readonly From<ProfileEvidence>[];
  readonly queries: readonly From<QueriesEvidence>[];
  readonly people: readonly From<PeopleEvidence>[];
  readonly previous: readonly From<ReadinessReport>[];
  /** Packages, read from the lock file and what is installed; undefined where there is none. */
  readonly components: readonly Component[] | undefined;
}

const told = <T>(file: EvidenceFile, read: (text: string) => T): T => {
  try {
    return read(file.text);
  } catch (fault) {
    if (!(fault instanceof EvidenceError || fault instanceof ReportError)) throw fault;
    throw new EvidenceError(`${file.name} cannot be taken as ${file.kind}: ${fault.message}`);
  }
};

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/**
 * Reads all files.
 * @throws {EvidenceError} naming the file that is not what it is given for.
 */
export const readEvidence = (
  files: readonly EvidenceFile[],
  registry: Registry,
  components: readonly Component[] | undefined,
): Evidence => {
  const collect = <T>(
    kind: EvidenceKind,
    read: (text: string) => T,
    timeOf: (value: T) => string | undefined,
  ): readonly From<T>[] =>
    files
      .filter((file) => file.kind === kind)
      .map((file) => {
        const value = told(file, read);
        const at = timeOf(value) ?? file.writtenAt;
        return { value, source: { kind, name: file.name, sha256: sha256Of(file.text), at } };
      });
  const audits = collect("audit", readReport, ({ finishedAt }) => finishedAt);
  const drills = collect(
    "drill",
    (text) => ({ ...readReport(text), drills: readRecords(text) }),
    ({ finishedAt }) => finishedAt,
  );
  const loads = collect("load", readLoad, ({ finishedAt }) => finishedAt);
  const tests = collect("tests", readTests, ({ startTime }) => iso(startTime));
  const advisories = collect("advisories", readAdvisories, () => undefined);
  const deployed = collect("deployed", readDeployed, ({ timestamp }) => timestamp);
  const reviews = collect("source", readSourceReview, ({ finishedAt }) => finishedAt);
  const configs = collect("config", readConfig, ({ at }) => at);
  const profiles = collect("profile", readProfileSummary, ({ at }) => at);
  const queries = collect("queries", readQueries, () => undefined);
  const people = collect("people", readPeople, () => undefined);
  const previous = collect("previous", readPrevious, ({ header }) => header.generatedAt);
  const lock = collect(
    "lock",
    () => undefined,
    () => undefined,
  );
  const inside = [reviews, configs, profiles, queries, people].flat();
  const outside = [audits, drills, loads, tests, advisories, deployed].flat();
  const all = [outside, inside, previous, lock].flat();
  return {
    registry,
    sources: all.map(({ source }) => source),
    audits,
    drills,
    loads,
    tests,
    advisories,
    deployed,
    reviews,
    configs,
    profiles,
    queries,
    people,
    previous,
    components,
  };
};
