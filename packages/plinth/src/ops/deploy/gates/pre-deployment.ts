import { type Gate, GateFault, GateNotRun, type GateRoute } from "./contract.ts";

const nameOf = ({ method, path }: GateRoute): string => `${method} ${path}`;

const listOf = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

const GOOD = /^[23]\d\d$/;

/** Whether what a route answers when all is well is described. */
const isDescribed = ({ responses, produces }: GateRoute): boolean => {
  const good = Object.entries(responses).filter(([status]) => GOOD.test(status));
  if (good.length === 0) return false;
  // What is no JSON, and what has no body, has nothing to describe.
  return (
    produces !== "json" || good.every(([status, schema]) => schema !== null || status !== "200")
  );
};

const vulnerabilities: Gate = {
  id: "no-open-vulnerability",
  group: "pre-deployment",
  run: async ({ vulnerabilities: audit }) => {
    if (audit === undefined) throw new GateNotRun("there is no package-lock.json to look at");
    let counts: Readonly<Record<string, unknown>> | undefined;
    try {
      const read = JSON.parse(await audit()) as {
        metadata?: { vulnerabilities?: Record<string, unknown> };
      };
      counts = read.metadata?.vulnerabilities;
    } catch {
      counts = undefined;
    }
    const total = counts?.["total"];
    if (typeof total !== "number") throw new GateNotRun("npm audit told nothing");
    if (total > 0) {
      const kinds = Object.entries(counts ?? {}).filter(
        ([kind, count]) => kind !== "total" && Number(count) > 0,
      );
      throw new GateFault(
        `${total} open: ${kinds.map(([kind, count]) => `${String(count)} ${kind}`).join(", ")}`,
      );
    }
    return "npm audit knows none";
  },
};

const schemas: Gate = {
  id: "schema-on-every-route",
  group: "pre-deployment",
  run: ({ routes }) => {
    const without = routes.filter((route) => !isDescribed(route)).map(nameOf);
    if (without.length > 0) throw new GateFault(`no schema of the answer: ${listOf(without)}`);
    return `${routes.length} routes`;
  },
};

const limits: Gate = {
  id: "limit-on-every-route",
  group: "pre-deployment",
  run: ({ routes }) => {
    const without = routes
      .filter(
        ({ limits: rules, limitExempt }) =>
          limitExempt === null && !rules.some(({ dryRun }) => !dryRun),
      )
      .map(nameOf);
    if (without.length > 0) throw new GateFault(`no limit: ${listOf(without)}`);
    const exempt = routes.filter(({ limitExempt }) => limitExempt !== null).length;
    return `${routes.length - exempt} limited, ${exempt} exempt with a reason`;
  },
};

const cache: Gate = {
  id: "cache-round-trip",
  group: "pre-deployment",
  run: async ({ cacheRoundTrip }) => {
    const { read, dropped } = await cacheRoundTrip();
    if (read.length === 0 || read.some((value) => value !== read[0]) || read[0] === undefined) {
      throw new GateFault("what was put there does not come back");
    }
    if (dropped !== undefined) throw new GateFault("what was dropped still comes back");
    return "put, read, dropped";
  },
};

const catalogue: Gate = {
  id: "complete-error-catalogue",
  group: "pre-deployment",
  run: ({ catalogue: known, routes }) => {
    const missing = [...new Set(routes.flatMap(({ errors }) => errors))].filter(
      (code) => !Object.hasOwn(known, code),
    );
    if (missing.length > 0) throw new GateFault(`no entry for ${listOf(missing)}`);
    const bare = Object.entries(known)
      .filter(([, { title, explanation }]) => title === "" || explanation === "")
      .map(([code]) => code);
    if (bare.length > 0) throw new GateFault(`no explanation of ${listOf(bare)}`);
    return `${Object.keys(known).length} codes`;
  },
};

const configuration: Gate = {
  id: "configuration",
  group: "pre-deployment",
  run: ({ config, findings }) => {
    const found = findings();
    const isExposed = config.profile === "staging" || config.profile === "production";
    if (found.length > 0 && isExposed) throw new GateFault(found.join("; "));
    return found.length === 0 ? `valid for ${config.profile}` : found.join("; ");
  },
};

/** DEP-06: what has to hold of a release wherever it goes. */
export const PRE_DEPLOYMENT: readonly Gate[] = [
  vulnerabilities,
  schemas,
  limits,
  cache,
  catalogue,
  configuration,
];
