import { windowsFor } from "#policy";
import { type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { emptyAsk, operationsOf, pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { NEWCOMER, useUp } from "../../support/signals/limits.ts";
import type { Target } from "../../target.ts";

const LARGEST = 30;

/** The smallest limit that newcomers have and others have not. */
const ownLimit = (target: Target) =>
  operationsOf(target)
    .filter(({ method, policy }) => method === "GET" && policy.access.kind === "user")
    .flatMap((operation) =>
      operation.policy.limits
        .filter((rule) => rule.by === "user" && windowsFor(rule, NEWCOMER) !== rule.windows)
        .map((rule) => ({ operation, windows: windowsFor(rule, NEWCOMER) })),
    )
    .map((found) => ({ ...found, limit: Math.min(...found.windows.map(({ limit }) => limit)) }))
    .filter(({ limit }) => limit <= LARGEST)
    .toSorted((a, b) => a.limit - b.limit)[0];

/** RL-06 */
export const limitByTier: Probe = {
  id: "limit-by-tier",
  claim: "A caller whose tier or role has a limit of its own is told that limit, and held to it",
  requirements: ["RL-06", "RL-01", "P-036"],
  standard: "OWASP ASVS 5 V2.4.1; draft-ietf-httpapi-ratelimit-headers",
  owasp: "A04",
  severity: "medium",
  depth: "touch",
  remedy: "Declare `tiers` and `roles` with the rule; keep the throttle's second stage (meter).",
  sabotage: "ignore-tiers",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const own = ownLimit(target);
    if (own === undefined) return undocumented(target, "no document names a small limit by tier");
    const { operation, windows, limit } = own;
    const { bearer } = await createPerson(target);
    const ask = { ...emptyAsk(operation), headers: { Authorization: bearer } };
    const place = { path: pathOf(operation, target), ask };
    const answers = await useUp(place, limit + 1, () => target.visitor());
    const admitted = answers.filter(({ status }) => status !== 429).length;
    const told = answers[0]?.headers.get("ratelimit-policy") ?? "";
    const untold = windows.filter(
      ({ limit: q, seconds }) => !told.includes(`;q=${q};w=${seconds}`),
    );
    const last = answers.at(-1);
    const answer = last === undefined ? {} : { answer: last };
    const faults = [
      ...(admitted === limit
        ? []
        : [{ what: `${admitted} calls were admitted, not ${limit}`, ...answer }]),
      ...(untold.length === 0 ? [] : [{ what: `RateLimit-Policy says ${told}`, ...answer }]),
    ];
    const of = `calls of ${operation.name} by a newcomer`;
    const wanted = `${limit} admitted and announced, then 429`;
    return judge({ isAboutLimits: true, faults, checked: answers.length, of, wanted });
  },
};
