import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { hasAccounts, ME, NO_ACCOUNTS, signIn, signUp, trySignIn } from "../../support/people.ts";

const CHANGE = "/api/v1/auth/password/change";
// plinth-audit-allow secret-in-source: of an account that the audit makes and leaves locked away
const NEW_PASSWORD = "Zilo4!Kupa9-Hemu3+Bary";

/** SES-09 */
export const passwordChange: Probe = {
  id: "password-change",
  claim: "Changing a password needs the current one and ends every other session",
  requirements: ["SES-09", "ID-18"],
  standard: "OWASP ASVS 5 V6.2.3, V7.4.3",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "End the other sessions in the transaction that stores the new password.",
  sabotage: "believe-sessions-forever",
  run: async (target) => {
    if (!hasAccounts(target) || findOperation(target, `POST ${CHANGE}`) === undefined) {
      return undocumented(target, `${NO_ACCOUNTS}, or no change of passwords`);
    }
    const account = await signUp(target);
    const here = await signIn(target, account);
    const elsewhere = await signIn(target, account);
    const meAs = (bearer: string) => target.ask(ME, { headers: { Authorization: bearer } });
    const change = (currentPassword: string) =>
      target.ask(CHANGE, {
        method: "POST",
        headers: { Authorization: here.bearer },
        body: { currentPassword, newPassword: NEW_PASSWORD },
      });
    await meAs(elsewhere.bearer);
    const faults: Fault[] = [];
    const expect = (what: string, answer: Awaited<ReturnType<typeof meAs>>, wanted: number) => {
      if (answer.status !== wanted) faults.push({ what: `${what}: ${answer.status}`, answer });
    };
    expect("with a wrong current password", await change("Wrong-current-7!"), 403);
    expect("with the right one", await change(account.password), 204);
    expect("another session", await meAs(elsewhere.bearer), 401);
    expect("this session", await meAs(here.bearer), 200);
    expect("the old password", await trySignIn(target, account), 401);
    const wanted = "403, 204, 401, 200, 401";
    return judge({ faults, checked: 5, of: "observations", wanted });
  },
};
