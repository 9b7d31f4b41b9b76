import { type Probe, undocumented } from "../../probe.ts";
import { emptyAsk, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { askEach } from "../../support/refusals.ts";

const OURS = /^\/api\/v1\/admin\/(rate-limit|blocks)/;

/** RL-14 */
export const limitStatsGuarded: Probe = {
  id: "limit-stats-guarded",
  claim: "Who is refused and blocked is told to administrators only, and changed by them only",
  requirements: ["RL-14", "AZ-02"],
  standard: "OWASP ASVS 5 V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for limits:read and limits:write on the routes; keep the authorize stage.",
  sabotage: "open-limit-stats",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = operationsOf(target).filter(({ path }) => OURS.test(path));
    if (operations.length === 0) return undocumented(target, "the target documents no statistics");
    const { bearer } = await createPerson(target);
    return askEach(target, {
      operations,
      askOf: (operation) => ({ ...emptyAsk(operation), headers: { Authorization: bearer } }),
      isRefused: ({ status }) => status === 403,
      wanted: "403 from each",
    });
  },
};
