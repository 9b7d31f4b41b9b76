import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { alterationsOf } from "../../support/credentials/tokens.ts";
import { judge } from "../../support/judge.ts";
import { emptyAsk, isGuarded, operationsOf, pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of somebody real that says it is not signed, and that its owner is an administrator. */
const unsigned = (bearer: string): string => {
  const claims = JSON.parse(
    Buffer.from(bearer.split(".")[1] ?? "", "base64url").toString("utf8") || "{}",
  ) as Record<string, unknown>;
  return `${encode({ alg: "none", typ: "JWT" })}.${encode({ ...claims, role: "admin" })}.`;
};

/** SES-05, P-065 */
export const forgedOnRoutes: Probe = {
  id: "forged-on-routes",
  claim: "No route, read or write, takes a token that somebody changed",
  requirements: ["SES-05", "P-004", "P-065"],
  standard: "OWASP ASVS 5 V9.1.1, V9.1.2; RFC 8725 section 3.1; OWASP API2:2023",
  owasp: "A07",
  severity: "critical",
  depth: "touch",
  remedy: "Let one stage verify tokens for all routes (authenticate); decode none in a handler.",
  sabotage: "one-route-believes",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const { bearer } = await createPerson(target);
    const token = bearer.replace("Bearer ", "");
    const altered = token.split(".").length === 3 ? alterationsOf(token, []) : [];
    if (altered.length === 0) return undocumented(target, "access tokens are no JSON Web Tokens");
    const operations = operationsOf(target).filter(isGuarded);
    const faults: Fault[] = [];
    let checked = 0;
    for (const [index, operation] of operations.entries()) {
      const [what, other] = altered[index % altered.length] ?? ["", ""];
      // Each route gets the boldest forgery, and one of the others in turn.
      for (const [name, forged] of [
        ["no signature", unsigned(token)],
        [what, other],
      ] as const) {
        const headers = { Authorization: `Bearer ${forged}` };
        const ask = { ...emptyAsk(operation), headers };
        const answer = await target.visitor().ask(pathOf(operation, target), ask);
        checked += 1;
        if (answer.status === 401) continue;
        faults.push({ what: `${operation.name} with ${name}: ${answer.status}`, answer });
      }
    }
    const of = `calls of ${operations.length} operations`;
    return judge({ faults, checked, of, wanted: "401 from each", isEachAlone: true });
  },
};
