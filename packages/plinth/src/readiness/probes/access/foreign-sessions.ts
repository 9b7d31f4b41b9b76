import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { createPerson, hasAccounts, ME, NO_ACCOUNTS } from "../../support/people.ts";

const SESSIONS = "/api/v1/auth/sessions";

interface Listing {
  readonly sessions?: readonly { readonly id: string }[];
}

/** AZ-04 */
export const foreignSessions: Probe = {
  id: "foreign-sessions",
  claim: "Nobody sees or ends the sessions of somebody else, and cannot tell them from none",
  requirements: ["SES-04", "AZ-04"],
  standard: "OWASP ASVS 5 V8.2.2; OWASP API1:2023",
  owasp: "A01",
  severity: "critical",
  depth: "touch",
  remedy: "Look objects up by owner and id together; answer 404 for what belongs to others.",
  sabotage: "end-any-session",
  run: async (target) => {
    if (!hasAccounts(target) || findOperation(target, `GET ${SESSIONS}`) === undefined) {
      return undocumented(target, `${NO_ACCOUNTS}, or no list of sessions`);
    }
    const owner = await createPerson(target);
    const stranger = await createPerson(target, "another");
    const own = { headers: { Authorization: owner.bearer } };
    const foreign = { headers: { Authorization: stranger.bearer } };
    const faults: Fault[] = [];
    const listed = (await target.ask(SESSIONS, own)).json as Listing | undefined;
    const id = listed?.sessions?.[0]?.id ?? "";
    const seen = await target.ask(SESSIONS, foreign);
    if (seen.text.includes(id)) faults.push({ what: "a stranger's list shows it", answer: seen });
    const ended = await target.ask(`${SESSIONS}/${id}`, { method: "DELETE", ...foreign });
    if (ended.status !== 404) {
      faults.push({ what: `a stranger ending it gets ${ended.status}`, answer: ended });
    }
    const after = await target.ask(ME, own);
    if (after.status !== 200) faults.push({ what: "the owner's session is over", answer: after });
    return judge({ faults, checked: 3, of: "tries of a stranger", wanted: "404, and no effect" });
  },
};
