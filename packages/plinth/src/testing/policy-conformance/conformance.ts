import { type NumericField, numericFields, policyTableText } from "#app";
import { createManualClock } from "#core";
import { startTestApplication, type TestApplicationOptions } from "../test-application.ts";
import type { Bench } from "./bench.ts";
import { proveField } from "./cases.ts";
import { connect } from "./connection.ts";
import { createCallers } from "./requests.ts";
import { standInAlterations } from "./stand-in.ts";

const PATIENCE_MS = 10_000;

/** The test of one number of one policy. */
export interface PolicyCase {
  /** Such as "POST /api/v1/auth/signin: limit 5 calls in 60 s by address". */
  readonly name: string;
  readonly field: NumericField;
  /** Rejects, saying what is not as the policy says. Runs alone: time is moved. */
  readonly run: () => Promise<void>;
}

/** An application whose every number can be put to the test. */
export interface PolicyConformance {
  readonly cases: readonly PolicyCase[];
  /** How many numbers the policy table shows; as many as there are cases. */
  readonly numbersInTable: number;
  /** The case of a number that somebody claims. */
  readonly caseFor: (field: NumericField) => PolicyCase;
  readonly stop: () => Promise<void>;
}

const nameOf = ({ route, field, value, unit, limit }: NumericField): string => {
  if (limit === undefined) return `${route}: ${field} ${value} ${unit}`;
  const { windowSeconds, by, dryRun, tier, role } = limit;
  const whom = [tier, role].filter((name) => name !== undefined).map((name) => `, ${name}`);
  return `${route}: limit ${value} ${unit} in ${windowSeconds} s by ${by}${whom.join("")}${dryRun ? ", dry" : ""}`;
};

/** Counted in the text that people read, not in the fields that cases are made from. */
const countNumbers = (table: string): number => {
  const patterns = [
    /^ {2}limits: (?!none: ).*$/gm,
    /^ {2}bodyLimit: \d+ bytes$/gm,
    /^ {2}timeout: \d+ ms$/gm,
    /^ {2}cache: .*\bmax-age=\d+/gm,
    /^ {2}assurance: .*\btwo factors\b/gm,
    /^ {2}assurance: .*\bproven within /gm,
  ];
  return patterns
    .flatMap((pattern) => table.match(pattern) ?? [])
    .map((line) => (line.startsWith("  limits: ") ? line.split("/").length - 1 : 1))
    .reduce((sum, count) => sum + count, 0);
};

/**
 * Starts an application on a free port and makes a test for every number in its policies: limits
 * window by window, body sizes, time-outs, cache ages, assurance (POL-07). The code behind routes,
 * their schemas and the proof of who calls are stand-ins; time is moved, nothing waits.
 * @example
 * const conformance = await startPolicyConformance({ modules: [shop] });
 * test.each(conformance.cases)("$name", ({ run }) => run());
 */
export const startPolicyConformance = async (
  options: Pick<TestApplicationOptions, "modules" | "web" | "env" | "alter"> & {
    /** Longest silence of the application before a case fails, in milliseconds. */
    readonly patienceMs?: number;
  },
): Promise<PolicyConformance> => {
  const clock = createManualClock();
  let onHang: () => void = () => undefined;
  const app = await startTestApplication({
    ...options,
    // Every caller has an address of its own: what a declared proxy on this machine says.
    env: { ...options.env, TRUSTED_PROXIES: '["127.0.0.1"]' },
    clock,
    startTimer: clock.startTimer,
    alter: standInAlterations(clock, () => onHang(), options.alter),
  });
  const bench: Bench = {
    clock,
    connect: () => connect(app.address.port, options.patienceMs ?? PATIENCE_MS),
    newCaller: createCallers(),
    hung: () =>
      new Promise((resolve) => {
        onHang = resolve;
      }),
    wouldBlock: (rule, by) =>
      app.limits
        .list()
        .flatMap(({ rules }) => rules)
        .find((one) => one.rule === rule && one.by === by)?.wouldBlock ?? 0,
  };
  const policies = new Map(app.policies.map((one) => [`${one.method} ${one.path}`, one]));
  const caseFor = (field: NumericField): PolicyCase => ({
    name: nameOf(field),
    field,
    run: async () => {
      const policy = policies.get(field.route);
      if (policy === undefined) throw new Error(`${field.route} is no route`);
      await proveField(bench, policy, field);
    },
  });
  return {
    cases: numericFields(app.policies).map(caseFor),
    numbersInTable: countNumbers(policyTableText(app.policies)),
    caseFor,
    stop: app.stop,
  };
};
