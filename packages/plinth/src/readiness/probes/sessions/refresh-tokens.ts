import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { createOwnSession, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

const REFRESH = "/api/v1/auth/refresh";

interface Pair {
  readonly accessToken?: string;
  readonly refreshToken?: string;
}

/** SES-08 */
export const refreshTokens: Probe = {
  id: "refresh-tokens",
  claim: "Each refresh gives new tokens, and what is no refresh token gives none",
  requirements: ["SES-08", "ID-20", "P-078"],
  standard: "OWASP ASVS 5 V10.4.5; RFC 9700 section 4.14.2",
  owasp: "A07",
  severity: "medium",
  depth: "touch",
  remedy: "Exchange a refresh token for a successor and store only hashes of both.",
  sabotage: "refresh-token-stays",
  run: async (target) => {
    if (!hasAccounts(target) || findOperation(target, `POST ${REFRESH}`) === undefined) {
      return undocumented(target, `${NO_ACCOUNTS}, or no refresh`);
    }
    const person = await createOwnSession(target);
    const exchange = (refreshToken: string) =>
      target.ask(REFRESH, { method: "POST", body: { refreshToken } });
    const first = await exchange(person.refreshToken);
    const pair = (first.json ?? {}) as Pair;
    const second = await exchange(pair.refreshToken ?? "");
    const forged = await exchange("A".repeat(43));
    const access = await exchange(person.bearer.slice(7, 107));
    const faults: Fault[] = [];
    if (first.status !== 200 || second.status !== 200) {
      faults.push({ what: `a refresh: ${first.status}, then ${second.status}`, answer: second });
    }
    if (pair.refreshToken === person.refreshToken) {
      faults.push({ what: "the refresh token stays the same", answer: first });
    }
    if (`Bearer ${pair.accessToken}` === person.bearer) {
      faults.push({ what: "the access token stays the same", answer: first });
    }
    for (const answer of [forged, access]) {
      if (answer.status !== 401) faults.push({ what: `a forged one: ${answer.status}`, answer });
    }
    return judge({ faults, checked: 4, of: "exchanges", wanted: "new tokens twice, 401 twice" });
  },
};
