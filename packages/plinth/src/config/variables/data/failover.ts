import { resolve } from "node:path";
import type { FailoverConfig } from "../../config.ts";
import { secretUrl } from "../../parsers/network.ts";
import { trueOrFalse, visibleText, wholeNumber } from "../../parsers/plain.ts";
import { defineVariables, type ValuesOf, type ValueType } from "../variable.ts";

/** A word, or a path that cannot be taken for one. */
const witnessPlace: ValueType<string> = {
  words: "path, backups, copy or off",
  parse: (text) =>
    ["backups", "copy", "off"].includes(text) || /^\.{0,2}\/[^\p{Cc}]+$/u.test(text)
      ? { value: text }
      : { fault: "must be backups, copy, off, or a path such as /mnt/shared/plinth" },
};

/** Who may take over, when, and where that is agreed on (BK-07). */
export const FAILOVER_VARIABLES = defineVariables({
  FAILOVER_WITNESS: {
    type: witnessPlace,
    description:
      "Where it is agreed who leads: a directory that all instances and standbys share, backups for the first place of the backups, or copy for the second one; off for nobody.",
    whenAbsent: "nobody takes over by itself",
  },
  FAILOVER_NAME: {
    type: visibleText("name", 60),
    description: "What this instance calls itself towards people who read who leads.",
    whenAbsent: "the name of the machine",
  },
  FAILOVER_AUTOMATIC: {
    type: trueOrFalse,
    description: "Whether a standby takes over by itself, or waits for plinth failover run.",
    defaults: "true",
  },
  FAILOVER_CHECK_MS: {
    type: wholeNumber(100, 60_000),
    description: "Milliseconds between two looks at what leads.",
    defaults: "1000",
  },
  FAILOVER_CHECKS: {
    type: wholeNumber(2, 100),
    description: "Looks in a row without a sign of life until what leads counts as lost.",
    defaults: "3",
  },
  FAILOVER_TTL_MS: {
    type: wholeNumber(200, 300_000),
    description:
      "Milliseconds for which an instance that does not reach the witness goes on writing; a takeover waits for as long.",
    defaults: "3000",
  },
  FAILOVER_DATABASE_URL: {
    type: secretUrl("postgresql://user:password@one:5432,two:5432/name", "postgresql", "postgres"),
    description:
      "The servers of DATABASE_URL as a role that may promote them (pg_promote) and owns the database.",
    whenAbsent: "the role of DATABASE_URL promotes",
    isSecret: true,
  },
});

type FailoverValues = ValuesOf<typeof FAILOVER_VARIABLES>;

/** The settings that the variables stand for; undefined where nobody takes over. */
export const failoverConfig = (values: FailoverValues): FailoverConfig | undefined => {
  const { FAILOVER_WITNESS: witness } = values;
  if (witness === undefined || witness === "off") return undefined;
  return {
    witness: witness === "backups" || witness === "copy" ? witness : resolve(witness),
    name: values.FAILOVER_NAME,
    isAutomatic: values.FAILOVER_AUTOMATIC,
    intervalMs: values.FAILOVER_CHECK_MS,
    checks: values.FAILOVER_CHECKS,
    ttlMs: values.FAILOVER_TTL_MS,
    databaseUrl: values.FAILOVER_DATABASE_URL,
  };
};

/** What each variable allows for itself, and all of them together do not. */
export const failoverProblems = (
  values: Partial<
    FailoverValues & {
      readonly BACKUP_DIRECTORY: string | undefined;
      readonly BACKUP_COPY_TO: string | undefined;
      readonly BACKUP_S3_URL: string | undefined;
    }
  >,
): readonly string[] => {
  const { FAILOVER_WITNESS: witness, FAILOVER_CHECK_MS: interval, FAILOVER_TTL_MS: ttl } = values;
  const problems: string[] = [];
  if (interval !== undefined && ttl !== undefined && ttl < 2 * interval) {
    problems.push("FAILOVER_TTL_MS must be at least twice FAILOVER_CHECK_MS: one look may be late");
  }
  if (witness === "backups" && values.BACKUP_DIRECTORY === "off") {
    problems.push("FAILOVER_WITNESS=backups needs BACKUP_DIRECTORY, which is off");
  }
  const hasCopy = values.BACKUP_COPY_TO !== undefined || values.BACKUP_S3_URL !== undefined;
  if (witness === "copy" && "BACKUP_S3_URL" in values && !hasCopy) {
    problems.push("FAILOVER_WITNESS=copy needs BACKUP_COPY_TO or BACKUP_S3_URL");
  }
  if ("FAILOVER_DATABASE_URL" in values && values.FAILOVER_DATABASE_URL !== undefined) {
    if (witness === undefined) problems.push("FAILOVER_DATABASE_URL needs FAILOVER_WITNESS");
  }
  return problems;
};
