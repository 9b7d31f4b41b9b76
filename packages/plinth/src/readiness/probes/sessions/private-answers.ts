import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isReading, operationsOf, pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

/** CACHE-04 */
export const privateAnswers: Probe = {
  id: "private-answers",
  claim: "Answers for one caller are kept by no shared cache, and answers with tokens by none",
  requirements: ["CACHE-04", "WEB-01"],
  standard: "OWASP ASVS 5 V14.3.2; RFC 9111 section 5.2",
  owasp: "A04",
  severity: "medium",
  depth: "touch",
  remedy: "Send Cache-Control: no-store or private with everything that needs a sign-in.",
  sabotage: "cache-everything",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const person = await createPerson(target);
    const operations = operationsOf(target).filter(
      (operation) => isReading(operation) && operation.policy.access.kind === "user",
    );
    const answers = [person.signedIn];
    for (const operation of operations) {
      const headers = { Authorization: person.bearer };
      answers.push(await target.visitor().ask(pathOf(operation, target), { headers }));
    }
    const faults: Fault[] = answers.flatMap((answer) => {
      const cache = answer.headers.get("cache-control") ?? "";
      const isKept =
        answer === person.signedIn ? !/no-store/.test(cache) : !/no-store|private/.test(cache);
      return isKept ? [{ what: `${answer.asked.path}: Cache-Control "${cache}"`, answer }] : [];
    });
    return judge({ faults, checked: answers.length, of: "answers", wanted: "no-store or private" });
  },
};
