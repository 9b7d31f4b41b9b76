import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

const ACTIVITY = "/api/v1/auth/activity";

interface Page {
  readonly entries?: readonly { readonly id: string; readonly name: string }[];
}

/** AZ-04 */
export const foreignActivity: Probe = {
  id: "foreign-activity",
  claim: "People are told of sign-ins to their account, and nobody else is",
  requirements: ["AZ-04", "P-102"],
  standard: "OWASP ASVS 5 V8.2.2; OWASP API1:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Read recent activity by the account of the caller, never by an id alone.",
  sabotage: "mix-activity",
  run: async (target) => {
    if (!hasAccounts(target) || findOperation(target, `GET ${ACTIVITY}`) === undefined) {
      return undocumented(target, `${NO_ACCOUNTS}, or no recent activity`);
    }
    const owner = await createPerson(target);
    const stranger = await createPerson(target, "another");
    const read = (bearer: string, query = "") =>
      target.ask(`${ACTIVITY}${query}`, { headers: { Authorization: bearer } });
    const own = await read(owner.bearer);
    const entries = (own.json as Page | undefined)?.entries ?? [];
    const faults: Fault[] = [];
    if (!entries.some(({ name }) => name === "session.started")) {
      faults.push({ what: `the owner is told of no sign-in (${own.status})`, answer: own });
    }
    const seen = [
      await read(stranger.bearer),
      await read(stranger.bearer, `?before=ffffffff-ffff-7fff-8fff-${"f".repeat(12)}`),
    ];
    for (const answer of seen) {
      if (entries.some(({ id }) => answer.text.includes(id))) {
        faults.push({ what: "a stranger reads the owner's", answer });
      }
    }
    return judge({ faults, checked: 3, of: "looks", wanted: "each their own, and no more" });
  },
};
