import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isReading, type Operation, operationsOf, pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, ME, NO_ACCOUNTS, type Person } from "../../support/people.ts";
import type { Target } from "../../target.ts";

const MOST = 40;

/** What is in answers for one person and belongs into nobody else's. */
const marksOf = async (target: Target, { bearer, email }: Person): Promise<readonly string[]> => {
  const answer = await target.visitor().ask(ME, { headers: { Authorization: bearer } });
  const { id, user } = (answer.json ?? {}) as { id?: unknown; user?: { id?: unknown } };
  return [email, id, user?.id].filter((mark): mark is string => typeof mark === "string");
};

const faultOf = async (
  target: Target,
  operation: Operation,
  [one, other]: readonly [Person, Person],
  marks: readonly string[],
): Promise<Fault | undefined> => {
  const path = pathOf(operation, target);
  const ask = (person: Person, known?: string) => {
    const headers: Record<string, string> = { Authorization: person.bearer };
    if (known !== undefined) headers["If-None-Match"] = known;
    return target.visitor().ask(path, { headers });
  };
  const first = await ask(one);
  if (first.status !== 200) return undefined;
  const answer = await ask(other);
  if (marks.some((mark) => answer.text.includes(mark))) {
    return { what: `${operation.name} gives one caller what it gave another`, answer };
  }
  const tag = first.headers.get("etag");
  if (tag === null || tag === answer.headers.get("etag")) return undefined;
  const asked = await ask(other, tag);
  return asked.status === 304
    ? { what: `${operation.name} tells one caller that another's answer is theirs`, answer: asked }
    : undefined;
};

/** CACHE-04, P-094 */
export const answersOfOthers: Probe = {
  id: "answers-of-others",
  claim: "Nobody gets an answer that was made for somebody else, kept or not",
  requirements: ["CACHE-04", "P-094"],
  standard: "OWASP ASVS 5 V14.3.2; RFC 9111 section 4.1; CWE-524",
  owasp: "A01",
  severity: "critical",
  depth: "touch",
  remedy: "Make who calls a part of the key: declare `reuse` of the route, or a personal cache.",
  sabotage: "one-answer-for-all",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const people = [
      await createPerson(target, "one"),
      await createPerson(target, "other"),
    ] as const;
    const marks = await marksOf(target, people[0]);
    const operations = operationsOf(target)
      .filter(
        (operation) =>
          isReading(operation) &&
          operation.policy.access.kind === "user" &&
          !operation.path.includes("{"),
      )
      // What is kept somewhere can be mixed up soonest.
      .toSorted(
        (a, b) =>
          Number(a.policy.reuse === undefined && a.policy.cacheControl === "no-store") -
          Number(b.policy.reuse === undefined && b.policy.cacheControl === "no-store"),
      )
      .slice(0, MOST);
    const faults: Fault[] = [];
    for (const operation of operations) {
      const fault = await faultOf(target, operation, people, marks);
      if (fault !== undefined) faults.push(fault);
    }
    const wanted = "nothing of the first caller in the second one's answer";
    return judge({ faults, checked: operations.length, of: "routes", wanted });
  },
};
