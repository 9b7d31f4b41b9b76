import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { bodyFor, type Operation, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS, requireUnlimited } from "../../support/people.ts";
import type { Answer, Target } from "../../target.ts";

/** Operations that look at a key, and that a new account can call. */
const keyedOnes = (target: Target): readonly Operation[] =>
  operationsOf(target).filter(
    ({ path, policy }) =>
      policy.idempotent === true &&
      policy.access.kind === "user" &&
      policy.assurance === null &&
      !policy.signed &&
      !path.includes("{"),
  );

/** The same body with one text or number changed; undefined where there is none to change. */
const otherBody = (body: unknown): unknown => {
  if (typeof body !== "object" || body === null) return undefined;
  const entry = Object.entries(body).find(([, value]) =>
    ["string", "number"].includes(typeof value),
  );
  if (entry === undefined) return undefined;
  const [name, value] = entry;
  return { ...body, [name]: typeof value === "number" ? value + 1 : `${value}s` };
};

const faultsOf = async (target: Target, operation: Operation): Promise<readonly Fault[]> => {
  const { bearer } = await createPerson(target, "one");
  const key = `"${target.unique("key")}"`;
  const send = async (body: unknown): Promise<Answer> =>
    requireUnlimited(
      await target.visitor().ask(operation.path, {
        method: operation.method,
        headers: { Authorization: bearer, "Idempotency-Key": key },
        ...(body === undefined ? {} : { body }),
      }),
    );
  const body = bodyFor(operation, target);
  const first = await send(body);
  if (first.status >= 300) {
    return [{ what: `${operation.name} refuses its own example (${first.status})`, answer: first }];
  }
  const again = await send(body);
  const faults: Fault[] = [];
  if (again.status !== first.status || again.text !== first.text) {
    faults.push({ what: `${operation.name} answers the same key otherwise`, answer: again });
  }
  const changed = otherBody(body);
  if (changed === undefined) return faults;
  const other = await send(changed);
  if (other.status < 300) {
    faults.push({
      what: `${operation.name} takes another request under the same key`,
      answer: other,
    });
  }
  return faults;
};

/** P-090 */
export const repeatedKeys: Probe = {
  id: "repeated-keys",
  claim: "A request that is sent twice under one Idempotency-Key is done once, and answered alike",
  requirements: ["P-090", "UX-02"],
  standard: "draft-ietf-httpapi-idempotency-key-header; CWE-837",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy:
    "Keep the module idempotency, and let a route with `idempotent` change data in one transaction.",
  sabotage: "forget-keys",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = keyedOnes(target);
    // What uses up nothing first: two are enough to see whether keys are kept.
    const chosen = operations
      .toSorted(
        (a, b) => Number(a.policy.quota !== undefined) - Number(b.policy.quota !== undefined),
      )
      .slice(0, 2);
    if (chosen.length === 0) return undocumented(target, "no route looks at an Idempotency-Key");
    const faults: Fault[] = [];
    for (const operation of chosen) faults.push(...(await faultsOf(target, operation)));
    const wanted = "the first answer again, and a refusal of another request";
    return judge({ faults, checked: chosen.length, of: "routes", wanted });
  },
};
