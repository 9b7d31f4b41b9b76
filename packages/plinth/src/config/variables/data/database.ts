import { secretUrl } from "../../parsers/network.ts";
import { wholeNumber } from "../../parsers/plain.ts";
import { defineVariables, type ValuesOf } from "../variable.ts";

const EXAMPLE = "postgresql://user:password@host:5432/name";
const SCHEMES = ["postgresql", "postgres"];

/** Where rows are kept, and what connections to there may cost. */
export const DATABASE_VARIABLES = defineVariables({
  DATABASE_URL: {
    type: secretUrl(EXAMPLE, ...SCHEMES),
    description:
      "PostgreSQL to use instead of the embedded database; ?sslmode=verify-full demands TLS.",
    whenAbsent: "the embedded database in the data directory",
    isSecret: true,
  },
  DATABASE_MIGRATION_URL: {
    type: secretUrl(EXAMPLE, ...SCHEMES),
    description:
      "The same database as another role, which migrates; the role of DATABASE_URL may then change rows and nothing else.",
    whenAbsent: "the role of DATABASE_URL migrates",
    isSecret: true,
  },
  DATABASE_REPLICA_URL: {
    type: secretUrl(EXAMPLE, ...SCHEMES),
    description:
      "A streaming replica of DATABASE_URL, for reads that may be a little old and while it is not too far behind.",
    whenAbsent: "everything is read from DATABASE_URL",
    isSecret: true,
  },
  DB_POOL_SIZE: {
    type: wholeNumber(1, 1_000),
    description: "PostgreSQL connections that are kept open.",
    defaults: "20",
  },
  DB_MAX_OVERFLOW: {
    type: wholeNumber(0, 1_000),
    description: "Connections beyond the pool that may be opened under load.",
    defaults: "30",
  },
  DB_POOL_TIMEOUT: {
    type: wholeNumber(1, 300),
    description: "Seconds to wait for a free connection.",
    defaults: "30",
  },
  DB_POOL_RECYCLE: {
    type: wholeNumber(1, 86_400),
    description: "Seconds after which a connection is replaced.",
    defaults: "3600",
  },
  DB_SLOW_QUERY_MS: {
    type: wholeNumber(1, 60_000),
    description: "Milliseconds from which on a statement is slow: counted, and a line of the log.",
    defaults: "200",
  },
});

type DatabaseValues = ValuesOf<typeof DATABASE_VARIABLES>;

/** What each variable allows for itself, and all of them together do not. */
export const databaseProblems = (values: Partial<DatabaseValues>): readonly string[] => {
  // A value that could not be read was told already; what is absent is there, as undefined.
  if (!("DATABASE_URL" in values) || values.DATABASE_URL !== undefined) return [];
  return (["DATABASE_MIGRATION_URL", "DATABASE_REPLICA_URL"] as const)
    .filter((name) => values[name] !== undefined)
    .map(
      (name) => `${name} needs DATABASE_URL: the embedded database has neither roles nor replicas`,
    );
};
