import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { sessionCookieOf } from "../../support/operations.ts";
import { hasAccounts, ME, NO_ACCOUNTS, signIn, someAccount } from "../../support/people.ts";

/** P-117 */
export const sessionFixation: Probe = {
  id: "session-fixation",
  claim: "No session known before signing in is worth anything after it",
  requirements: ["ID-20", "P-117"],
  standard: "OWASP ASVS 5 V7.2.4; CWE-384",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Make a new session at every sign-in, and end the one that the browser brought.",
  sabotage: "keep-planted-session",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const planted = `${sessionCookieOf(target)}=${"planted".padEnd(43, "A")}`;
    const account = await someAccount(target);
    const first = await signIn(target, account, { Cookie: planted });
    const meWith = (cookie: string) => target.ask(ME, { headers: { Cookie: cookie } });
    const afterPlanting = await meWith(planted);
    const own = await meWith(first.cookie);
    const second = await signIn(target, account, { Cookie: first.cookie });
    const old = await meWith(first.cookie);
    const faults: Fault[] = [];
    if (first.cookie === planted) {
      faults.push({ what: "the planted id was kept", answer: first.signedIn });
    }
    if (afterPlanting.status !== 401) {
      faults.push({
        what: `the planted id opens it: ${afterPlanting.status}`,
        answer: afterPlanting,
      });
    }
    if (own.status !== 200) faults.push({ what: "the new session does not work", answer: own });
    if (second.cookie === first.cookie) {
      faults.push({ what: "a second sign-in kept the id", answer: second.signedIn });
    }
    if (old.status !== 401) {
      faults.push({ what: `the id before the second sign-in: ${old.status}`, answer: old });
    }
    return judge({
      faults,
      checked: 5,
      of: "observations",
      wanted: "new ids, and 401 for old ones",
    });
  },
};
