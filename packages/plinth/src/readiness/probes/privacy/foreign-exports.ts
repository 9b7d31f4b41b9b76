import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

const EXPORTS = "/api/v1/privacy/exports";

interface Listed {
  readonly exports?: readonly { readonly id: string }[];
}

/** PRIV-02 */
export const foreignExports: Probe = {
  id: "foreign-exports",
  claim: "An archive of somebody's data is listed for and opened to its owner only",
  requirements: ["PRIV-02", "P-063", "P-102"],
  standard: "GDPR article 15; OWASP ASVS 5 V8.2.2; OWASP API1:2023",
  owasp: "A01",
  severity: "critical",
  depth: "touch",
  remedy: "Look exports up by the account of the caller, never by an id alone.",
  sabotage: "shared-exports",
  run: async (target) => {
    if (!hasAccounts(target) || findOperation(target, `POST ${EXPORTS}`) === undefined) {
      return undocumented(target, `${NO_ACCOUNTS}, or no export`);
    }
    const owner = await createPerson(target);
    const stranger = await createPerson(target, "another");
    const ask = (bearer: string, path: string, method = "GET") =>
      target.ask(path, { method, headers: { Authorization: bearer } });
    const faults: Fault[] = [];
    const begun = await ask(owner.bearer, EXPORTS, "POST");
    const own = await ask(owner.bearer, EXPORTS);
    const [first] = (own.json as Listed | undefined)?.exports ?? [];
    if (first === undefined) {
      faults.push({ what: `no archive is begun (${begun.status})`, answer: own });
      return judge({ faults, checked: 1, of: "looks", wanted: "each their own" });
    }
    const foreign = await ask(stranger.bearer, EXPORTS);
    if (foreign.text.includes(first.id)) {
      faults.push({ what: "a stranger sees that it is there", answer: foreign });
    }
    const opened = await ask(stranger.bearer, `${EXPORTS}/${first.id}/ticket`, "POST");
    if (opened.status !== 404) {
      faults.push({ what: `a stranger who opens it is answered ${opened.status}`, answer: opened });
    }
    return judge({ faults, checked: 3, of: "looks", wanted: "each their own, and no more" });
  },
};
