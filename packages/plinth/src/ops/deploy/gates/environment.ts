import { type Gate, GateFault } from "./contract.ts";

/** Permissions of the owner alone. */
const OTHERS = 0o077;
/** Shorter texts stand in command lines by chance. */
const TELLING = 8;

const LINE =
  /^(?:#.*|[a-zA-Z_:][\w:]*(?:\{.*\})? (?:[-+]?[\d.]+(?:e[-+]?\d+)?|[-+]?Inf|NaN)(?: \d+)?)$/;

const reasonOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message : String(fault);

const secretFiles: Gate = {
  id: "secret-files-private",
  group: "environment",
  run: ({ secretFiles: list }) => {
    const files = list();
    const open = files.filter(({ mode }) => (mode & OTHERS) !== 0);
    if (open.length > 0) {
      const named = open.map(({ path, mode }) => `${path} (${(mode & 0o777).toString(8)})`);
      throw new GateFault(`others may read ${named.join(", ")}; chmod 600`);
    }
    return `${files.length} files, 0600`;
  },
};

const secretArguments: Gate = {
  id: "no-secret-in-arguments",
  group: "environment",
  run: ({ config, commandLines }) => {
    const lines = commandLines();
    const { secrets, database, redis } = config;
    const values = {
      SECRET_KEY: secrets.secretKey,
      JWT_SECRET_KEY: secrets.jwtSecretKey,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
    };
    for (const [name, secret] of Object.entries(values)) {
      const text = secret?.reveal() ?? "";
      if (text.length >= TELLING && lines.some((line) => line.includes(text))) {
        throw new GateFault(
          `${name} stands on a command line, where everybody on the host reads it`,
        );
      }
    }
    return `${lines.length} command lines`;
  },
};

const redis: Gate = {
  id: "redis",
  group: "environment",
  run: async ({ pingRedis }) => {
    if (pingRedis === undefined) return "none is configured: this process counts and caches alone";
    try {
      await pingRedis();
    } catch (fault) {
      throw new GateFault(`it does not answer: ${reasonOf(fault)}`);
    }
    return "it answers";
  },
};

const database: Gate = {
  id: "database",
  group: "environment",
  run: async ({ pingDatabase }) => {
    try {
      return `${(await pingDatabase()).kind} answers`;
    } catch (fault) {
      throw new GateFault(`it does not answer: ${reasonOf(fault)}`);
    }
  },
};

const migrations: Gate = {
  id: "migrations-at-head",
  group: "environment",
  run: async ({ pendingMigrations }) => {
    const pending = await pendingMigrations();
    if (pending.length > 0) throw new GateFault(`not applied: ${pending.join(", ")}`);
    return "none is pending";
  },
};

const log: Gate = {
  id: "log-line-arrives",
  group: "environment",
  run: async ({ logLine }) => {
    if (!(await logLine())) throw new GateFault("a test line was not written within a second");
    return "a test line was written";
  },
};

const metrics: Gate = {
  id: "metrics-parse",
  group: "environment",
  run: async ({ metricsText }) => {
    const lines = (await metricsText()).split("\n").filter((line) => line !== "");
    const bad = lines.find((line) => !LINE.test(line));
    if (bad !== undefined) throw new GateFault(`no metric: ${bad.slice(0, 80)}`);
    const samples = lines.filter((line) => !line.startsWith("#")).length;
    if (samples === 0) throw new GateFault("there is not one sample");
    return `${samples} samples`;
  },
};

/** DEP-07: what has to hold of the place where it goes. */
export const ENVIRONMENT: readonly Gate[] = [
  secretFiles,
  secretArguments,
  redis,
  database,
  migrations,
  log,
  metrics,
];
