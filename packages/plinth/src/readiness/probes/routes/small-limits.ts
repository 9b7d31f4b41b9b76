import { windowsFor } from "#policy";
import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { emptyAsk, type Operation, operationsOf, pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, type Person } from "../../support/people.ts";
import { NEWCOMER, useUp } from "../../support/signals/limits.ts";
import type { Target } from "../../target.ts";

/** Larger limits would cost too many calls; those of sign-in, mails and secrets are below. */
const LARGEST = 10;
/** Calls of all operations together. */
const MOST_CALLS = 400;

interface Limited {
  readonly operation: Operation;
  /** Calls that the tightest of its limits admits. */
  readonly limit: number;
}

/** Operations that do nothing with an empty body or only read, with what admits fewest calls. */
const limitedOnes = (target: Target): readonly Limited[] =>
  operationsOf(target)
    .filter(({ method, body, policy }) => {
      const isHarmless = method === "GET" || (body?.required ?? []).length > 0;
      return isHarmless && ["public", "user"].includes(policy.access.kind) && !policy.signed;
    })
    .map((operation) => {
      const windows = operation.policy.limits
        .filter(({ by }) => by === "address" || by === "user")
        .flatMap((rule) => windowsFor(rule, NEWCOMER));
      return { operation, limit: Math.min(...windows.map(({ limit }) => limit)) };
    })
    .filter(({ limit }) => limit <= LARGEST)
    .toSorted((a, b) => a.limit - b.limit);

const faultOf = async (
  target: Target,
  { operation, limit }: Limited,
  person: Person | undefined,
): Promise<Fault | undefined> => {
  const headers: Record<string, string> =
    person === undefined ? {} : { Authorization: person.bearer };
  const place = { path: pathOf(operation, target), ask: { ...emptyAsk(operation), headers } };
  const visitor = target.visitor();
  const answers = await useUp(place, limit + 1, () => visitor);
  const admitted = answers.filter(({ status }) => status !== 429).length;
  const last = answers.at(-1);
  if (admitted === limit || last === undefined) return undefined;
  return { what: `${operation.name}: ${admitted} admitted, not ${limit}`, answer: last };
};

/** POL-07, RL-01 */
export const smallLimits: Probe = {
  id: "small-limits",
  claim: "Every route with a small limit admits exactly as many calls as it announces",
  requirements: ["POL-07", "RL-01", "TST-03", "P-065"],
  standard: "OWASP ASVS 5 V2.4.1; OWASP API4:2023",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Declare `limit` of the route, and keep both stages of the throttle for every route.",
  sabotage: "forget-one-limit",
  run: async (target) => {
    if (!target.hasVisitors) return notApplicable("from here the target sees one address only");
    const all = limitedOnes(target);
    if (all.length === 0) return undocumented(target, "no document names a small limit");
    const person = hasAccounts(target) ? await createPerson(target) : undefined;
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    let calls = 0;
    let checked = 0;
    for (const limited of all) {
      const { operation, limit } = limited;
      const isForUsers = operation.policy.access.kind === "user";
      if (calls + limit + 1 > MOST_CALLS || (isForUsers && person === undefined)) {
        leftOut.push(operation.name);
        continue;
      }
      calls += limit + 1;
      checked += 1;
      const fault = await faultOf(target, limited, isForUsers ? person : undefined);
      if (fault !== undefined) faults.push(fault);
    }
    const of = `of ${all.length} operations with limits of ${LARGEST} and less`;
    const wanted = "the announced number, then 429";
    return judge({ isAboutLimits: true, faults, checked, of, wanted, leftOut });
  },
};
