import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { alterationsOf, KEY_SET, keysIn } from "../../support/credentials/tokens.ts";
import { judge } from "../../support/judge.ts";
import { createOwnSession, hasAccounts, ME, NO_ACCOUNTS } from "../../support/people.ts";
import { comparable } from "../../support/problems.ts";

/** SES-05 */
export const alteredTokens: Probe = {
  id: "altered-tokens",
  claim: "A good access token is accepted letter for letter, and in no other form or algorithm",
  requirements: ["SES-05", "P-004", "ID-20"],
  standard: "OWASP ASVS 5 V9.1.1, V9.1.2, V9.1.3; RFC 8725 sections 2.1, 3.1 and 3.2",
  owasp: "A02",
  severity: "critical",
  depth: "touch",
  remedy:
    "Bind each key to one algorithm, take neither from the token, and compare its canonical spelling.",
  sabotage: "believe-claims",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const { bearer } = await createOwnSession(target);
    const meAs = (token: string) =>
      target.ask(ME, { headers: { Authorization: `Bearer ${token}` } });
    const token = bearer.replace("Bearer ", "");
    const published = keysIn((await target.ask(KEY_SET)).json) ?? [];
    const good = await meAs(token);
    const faults: Fault[] =
      good.status === 200 ? [] : [{ what: `the token as given: ${good.status}`, answer: good }];
    const refusal = comparable(await meAs("nonsense"));
    const altered = alterationsOf(token, published);
    for (const [what, text] of altered) {
      const answer = await meAs(text);
      if (answer.status !== 401) faults.push({ what: `${what}: ${answer.status}`, answer });
      else if (comparable(answer) !== refusal)
        faults.push({ what: `${what}: another answer`, answer });
    }
    const wanted = "200 as given, and one and the same 401 for every change";
    return judge({ faults, checked: altered.length + 1, of: "forms of a token", wanted });
  },
};
