import { BlockedError, type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { bodyFor, findOperation, type Operation, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import type { Answer, Target } from "../../target.ts";

const USAGE = "/api/v1/usage";
/** What a probe may use up of somebody's work. */
const LARGEST = 10;

interface Usage {
  readonly meters?: readonly {
    readonly meter: string;
    readonly periods: readonly { readonly used: number; readonly limit: number }[];
  }[];
}

/** Operations whose calls cost a fixed number of units of the caller's own. */
const metered = (target: Target): readonly Operation[] =>
  operationsOf(target).filter(
    ({ path, policy: { quota, access, upload } }) =>
      quota?.on === "user" &&
      typeof quota.cost === "number" &&
      quota.cost > 0 &&
      access.kind === "user" &&
      (upload ?? null) === null &&
      !path.includes("{"),
  );

const readUsage = async (target: Target, bearer: string) => {
  const answer = await target.visitor().ask(USAGE, { headers: { Authorization: bearer } });
  const { meters = [] } = (answer.json ?? {}) as Usage;
  return (meter: string) =>
    (meters.find((one) => one.meter === meter)?.periods ?? [])
      .map(({ used, limit }) => ({ used, limit, left: limit - used }))
      .toSorted((a, b) => a.left - b.left)[0];
};

const codeOf = ({ json }: Answer): unknown => (json as { code?: unknown } | undefined)?.code;

/** Calls until something refuses, once more than is left at most. */
const callOut = async (target: Target, operation: Operation, bearer: string, most: number) => {
  const answers: Answer[] = [];
  for (let call = 0; call < most && answers.at(-1)?.status !== 429; call += 1) {
    const body = bodyFor(operation, target);
    answers.push(
      await target.visitor().ask(operation.path, {
        method: operation.method,
        headers: { Authorization: bearer },
        ...(body === undefined ? {} : { body }),
      }),
    );
  }
  const last = answers.at(-1);
  if (last?.status === 429 && codeOf(last) !== "QUOTA_EXCEEDED") {
    throw new BlockedError(`${operation.name} met a limit before its quota`);
  }
  return answers;
};

/** QB-02 */
export const quotaHeld: Probe = {
  id: "quota-held",
  claim:
    "A quota that an account is told of is counted, and refuses with its reset time at the end",
  requirements: ["QB-02", "QB-01"],
  standard: "OWASP API4:2023; RFC 6585 section 4",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Declare `quota` of the route; keep the keeper of the module quotas.",
  sabotage: "ignore-quotas",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = metered(target);
    if (operations.length === 0 || findOperation(target, `GET ${USAGE}`) === undefined) {
      return undocumented(target, "no route has a quota");
    }
    const { bearer } = await createPerson(target, "quota");
    const before = await readUsage(target, bearer);
    const found = operations
      .map((operation) => {
        const { meter = "", cost } = operation.policy.quota ?? {};
        const left = Math.floor((before(meter)?.left ?? Infinity) / Number(cost));
        return { operation, meter, left };
      })
      .filter(({ left }) => left <= LARGEST)
      .toSorted((a, b) => a.left - b.left)[0];
    if (found === undefined) return undocumented(target, "no quota is small enough to be used up");
    const { operation, meter, left } = found;
    const answers = await callOut(target, operation, bearer, left + 1);
    const last = answers.at(-1);
    const admitted = answers.filter(({ status }) => status < 300).length;
    const answer = last === undefined ? {} : { answer: last };
    const faults: Fault[] = [];
    if (admitted !== left)
      faults.push({ what: `${admitted} calls were let in, not ${left}`, ...answer });
    if (last?.status === 429 && !(Number(last.headers.get("retry-after")) > 0)) {
      faults.push({ what: "the refusal tells no reset time", ...answer });
    }
    const after = (await readUsage(target, bearer))(meter);
    if (after !== undefined && after.left > 0) {
      faults.push({ what: `the account is told that ${after.left} are left`, ...answer });
    }
    return judge({
      isAboutLimits: true,
      faults,
      checked: answers.length,
      of: `calls of ${operation.name}`,
      wanted: "as many as were left, then 429 with Retry-After",
    });
  },
};
