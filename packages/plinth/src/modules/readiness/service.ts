import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#core";
import { isMissing } from "#core";
import {
  type Keyring,
  openStatement,
  STATEMENT_PURPOSE,
  StatementError,
  signaturePairOf,
} from "#crypto";
import type { PublishedReport, ReadinessView } from "./schema.ts";

/** Where `plinth report --publish` puts what is shown. */
const FILE = "readiness-statement.json";
/** Longest file that is read, in bytes; a whole report has about 150,000. */
const MAX_BYTES = 8_388_608;

/** What the service needs. */
export interface ReadinessParts {
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly directory: string;
}

/** Shows the report that was published for this deployment. */
export interface Readiness {
  readonly view: () => Promise<ReadinessView>;
}

/** The file's text; undefined where there is none. */
const read = async (path: string): Promise<string | undefined> => {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    if (size > MAX_BYTES) throw new StatementError("the file is too large");
    return await file.readFile("utf8");
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
};

/** The members that are shown, of a report with more of them. */
const shownOf = (report: PublishedReport): PublishedReport => {
  const { header, verdict, security, ledger } = report;
  const area = ({ name, percent, shown, of, target, risk }: PublishedReport["overall"]) => ({
    ...{ name, percent, shown, of, target, risk },
  });
  return {
    header: {
      generatedAt: header.generatedAt,
      nextReview: header.nextReview,
      commit: header.commit,
      author: header.author,
      targets: header.targets,
    },
    verdict: { isReady: verdict.isReady, met: verdict.met, of: verdict.of },
    gates: report.gates.map(({ id, claim, isMet, measured, wanted }) => ({
      ...{ id, claim, isMet, measured, wanted },
    })),
    score: { value: report.score.value, denominator: report.score.denominator },
    security: { value: security.value, posture: security.posture },
    overall: area(report.overall),
    areas: report.areas.map(area),
    capabilities: report.capabilities.map(({ name, state, shown, of }) => ({
      ...{ name, state, shown, of },
    })),
    objectives: report.objectives.map(({ objective, target, measured, holds, at, goodUntil }) => ({
      ...{ objective, target, measured, holds, at, goodUntil },
    })),
    drills: report.drills.map(({ id, claim, verdict: found, measured, at, goodUntil }) => ({
      ...{ id, claim, verdict: found, measured, at, goodUntil },
    })),
    ledger: { open: { ...ledger.open } },
    sources: report.sources.map(({ kind, name, at, sha256 }) => ({
      ...{ kind, name, at, sha256 },
    })),
  };
};

/**
 * Builds the service. It shows nothing that this deployment's key did not sign: whoever writes to
 * the data directory cannot make a verdict (EVID-02).
 */
export const createReadiness = ({ clock, keyring, directory }: ReadinessParts): Readiness => {
  const { verifying } = signaturePairOf(keyring.derive(STATEMENT_PURPOSE));
  const path = join(directory, FILE);
  const find = async (): Promise<Pick<ReadinessView, "state" | "reason" | "report">> => {
    try {
      const text = await read(path);
      if (text === undefined) return { state: "none", reason: null, report: null };
      const { predicate } = openStatement(text, verifying);
      // Only `plinth report` signs with this key, and it signs nothing but whole reports.
      const report = shownOf(predicate as PublishedReport);
      return { state: "published", reason: null, report };
    } catch (fault) {
      if (fault instanceof StatementError) {
        return { state: "refused", reason: fault.message, report: null };
      }
      if (fault instanceof TypeError) {
        const reason = "it was signed by another version of plinth report";
        return { state: "refused", reason, report: null };
      }
      throw fault;
    }
  };
  return {
    view: async () => {
      const found = await find();
      const now = clock.now();
      const due = found.report?.header.nextReview ?? null;
      return {
        ...found,
        isOverdue: found.report !== null && (due === null || Date.parse(due) < now),
        now: new Date(now).toISOString(),
      };
    },
  };
};
