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

/**
 * Answers that say nothing of keys, for nothing was done: what is closed here, such as a shop without
 * a payment service, and what wants more of a body than its schema tells, such as a file of before.
 */
const UNDONE: ReadonlySet<number> = new Set([400, 404, 409, 422, 503]);
/** Enough routes to see whether keys are kept. */
const ENOUGH = 2;

/** Undefined where the route did nothing that could be repeated. */
const faultsOf = async (
  target: Target,
  operation: Operation,
): Promise<readonly Fault[] | undefined> => {
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
  if (UNDONE.has(first.status)) return undefined;
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
  standard: "RFC 9110 section 9.2.2; draft-ietf-httpapi-idempotency-key-header; CWE-837",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy:
    "Keep the module idempotency, and let a route with `idempotent` change data in one transaction.",
  sabotage: "forget-keys",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = keyedOnes(target);
    // What uses up nothing first.
    const chosen = operations.toSorted(
      (a, b) => Number(a.policy.quota !== undefined) - Number(b.policy.quota !== undefined),
    );
    const looked: Fault[][] = [];
    for (const operation of chosen) {
      if (looked.length === ENOUGH) break;
      const found = await faultsOf(target, operation);
      if (found !== undefined) looked.push([...found]);
    }
    if (looked.length === 0) {
      return undocumented(target, "no route that does something here looks at an Idempotency-Key");
    }
    const wanted = "the first answer again, and a refusal of another request";
    return judge({ faults: looked.flat(), checked: looked.length, of: "routes", wanted });
  },
};
