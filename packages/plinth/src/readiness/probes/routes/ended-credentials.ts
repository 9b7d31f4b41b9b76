import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { emptyAsk, isGuarded, operationsOf, pathOf } from "../../support/operations.ts";
import {
  createOwnSession,
  csrfTokenOf,
  hasAccounts,
  NO_ACCOUNTS,
  type Person,
} from "../../support/people.ts";
import { plainReads } from "../../support/schemas/read-all.ts";
import type { Target } from "../../target.ts";

const credentialsOf = ({ bearer, cookie }: Person): readonly Readonly<Record<string, string>>[] => [
  { Authorization: bearer },
  { Cookie: cookie },
];

/** Lets every route that a plain account may read see the credentials while they are good. */
const showWhileGood = async (target: Target, person: Person): Promise<void> => {
  for (const operation of plainReads(target).filter(isGuarded)) {
    for (const headers of credentialsOf(person)) {
      await target.visitor().ask(pathOf(operation, target), { headers });
    }
  }
};

/** SES-04, P-065 */
export const endedCredentials: Probe = {
  id: "ended-credentials",
  claim: "No route takes the token or the cookie of a session that is over",
  requirements: ["SES-04", "SES-06", "P-065"],
  standard: "OWASP ASVS 5 V7.4.1, V7.2.1; OWASP API2:2023",
  owasp: "A07",
  severity: "critical",
  depth: "touch",
  remedy:
    "Ask the session itself on every call, on every route; keep no answer to who somebody is.",
  sabotage: "one-route-remembers",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const person = await createOwnSession(target);
    await showWhileGood(target, person);
    await target.ask("/api/v1/auth/signout", {
      method: "POST",
      headers: { Cookie: person.cookie, "X-CSRF-Token": await csrfTokenOf(target, person) },
    });
    const faults: Fault[] = [];
    const operations = operationsOf(target).filter(isGuarded);
    let checked = 0;
    for (const operation of operations) {
      for (const headers of credentialsOf(person)) {
        const ask = { ...emptyAsk(operation), headers };
        const answer = await target.visitor().ask(pathOf(operation, target), ask);
        checked += 1;
        if (answer.status === 401) continue;
        const what = `${operation.name} with the ${Object.keys(headers)[0]}: ${answer.status}`;
        faults.push({ what, answer });
      }
    }
    const of = `calls of ${operations.length} operations`;
    return judge({ faults, checked, of, wanted: "401 from each" });
  },
};
