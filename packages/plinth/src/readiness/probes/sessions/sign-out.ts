import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { createOwnSession, hasAccounts, ME, NO_ACCOUNTS } from "../../support/people.ts";

/** SES-07 */
export const signOut: Probe = {
  id: "sign-out",
  claim: "Signing out ends the session at once: cookie, access token and refresh token",
  requirements: ["SES-07", "SES-01", "ID-20"],
  standard: "OWASP ASVS 5 V7.4.1",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Delete the session record at sign-out and forget what is kept in memory of it.",
  sabotage: "session-survives-sign-out",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const person = await createOwnSession(target);
    const byToken = { headers: { Authorization: person.bearer } };
    const byCookie = { headers: { Cookie: person.cookie } };
    // Both are used before: what a service keeps in memory must end too.
    const before = [await target.ask(ME, byToken), await target.ask(ME, byCookie)];
    const ended = await target.ask("/api/v1/auth/signout", { method: "POST", ...byToken });
    const faults: Fault[] = [...before, ended]
      .filter(({ status }) => status >= 300)
      .map((answer) => ({ what: `${answer.asked.path}: ${answer.status}`, answer }));
    const replayed = [
      ["the cookie", await target.ask(ME, byCookie)],
      ["the access token", await target.ask(ME, byToken)],
      [
        "the refresh token",
        await target.ask("/api/v1/auth/refresh", {
          method: "POST",
          body: { refreshToken: person.refreshToken },
        }),
      ],
    ] as const;
    for (const [what, answer] of replayed) {
      if (answer.status !== 401) faults.push({ what: `${what} gets ${answer.status}`, answer });
    }
    return judge({ faults, checked: replayed.length, of: "credentials", wanted: "401 for each" });
  },
};
