import { seededNumbers } from "#core";
import { NoAnswerError } from "../../exchange.ts";
import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { type FuzzCase, fuzzCasesOf, shuffled } from "../../support/fuzzing/cases.ts";
import { judge } from "../../support/judge.ts";
import { operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, type Person } from "../../support/people.ts";
import { leakIn, problemFaults } from "../../support/problems.ts";
import type { Answer, Target } from "../../target.ts";

/** The default limit of a user is a hundred a minute: nobody sends more than this. */
const MOST_OF_ONE_PERSON = 60;

const faultIn = (answer: Answer): string | undefined => {
  if (answer.status < 400 || answer.status >= 500) return `${answer.status}`;
  const [problem] = problemFaults(answer);
  if (problem !== undefined) return `${answer.status}, ${problem}`;
  const leak = leakIn(answer.text);
  return leak === undefined ? undefined : `${answer.status}, tells ${leak}`;
};

const send = async (
  target: Target,
  { name, path, ask }: FuzzCase,
  person: Person | undefined,
): Promise<Fault | "refused" | "limited"> => {
  const headers: Record<string, string> =
    person === undefined ? {} : { Authorization: person.bearer };
  try {
    const answer = await target.visitor().ask(path, { ...ask, headers });
    if (answer.status === 429) return "limited";
    const fault = faultIn(answer);
    return fault === undefined ? "refused" : { what: `${name}: ${fault}`, answer };
  } catch (fault) {
    if (fault instanceof NoAnswerError) return { what: `${name}: ${fault.message}` };
    throw fault;
  }
};

/** Somebody to send as; another one before a limit by user is reached. */
const createSender = (target: Target): (() => Promise<Person>) => {
  let person: Person | undefined;
  let sent = 0;
  return async () => {
    if (person === undefined || (sent >= MOST_OF_ONE_PERSON && target.hasVisitors)) {
      person = await createPerson(target);
      sent = 0;
    }
    sent += 1;
    return person;
  };
};

/** VAL-03 */
export const fuzzedOperations: Probe = {
  id: "fuzzed-operations",
  claim: "Whatever is wrong with a value, of any operation, the answer is a problem of the caller",
  requirements: ["VAL-03", "ERR-01", "ERR-05"],
  standard: "OWASP ASVS 5 V2.2.1, V16.5.1; RFC 9457",
  owasp: "A03",
  severity: "high",
  depth: "touch",
  remedy: "Declare params, query and body of the route as narrowly as its code needs them.",
  sabotage: "fault-on-wrong-query",
  run: async (target) => {
    const { seed, requests } = target.fuzz;
    const next = seededNumbers(seed);
    const operations = operationsOf(target);
    const cases = shuffled(
      operations.flatMap((operation) => fuzzCasesOf(operation, target, next)),
      next,
    );
    if (cases.length === 0)
      return undocumented(target, "no document names an operation with values");
    const someone = hasAccounts(target) ? createSender(target) : undefined;
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    let checked = 0;
    for (const one of cases.slice(0, requests)) {
      const isGuarded = one.operation.policy.access.kind !== "public";
      const outcome = await send(target, one, isGuarded ? await someone?.() : undefined);
      if (outcome === "limited") {
        leftOut.push(`${one.name} (limited)`);
        continue;
      }
      checked += 1;
      if (outcome !== "refused") faults.push(outcome);
    }
    const of = `spoilt values of ${cases.length} in ${operations.length} operations (seed ${seed})`;
    return judge({
      faults,
      checked,
      leftOut,
      of,
      wanted: "a 4xx problem for each, telling nothing",
    });
  },
};
