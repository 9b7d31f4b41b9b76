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
import { MAX_BYTES, type ReadinessView } from "./schema.ts";
import { type SignedReport, shownOf } from "./shown.ts";

/** Where `plinth report --publish` puts what is shown. */
const FILE = "readiness-statement.json";

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
      const report = shownOf(predicate as SignedReport);
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
