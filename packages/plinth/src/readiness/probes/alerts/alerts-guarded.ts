import { type Probe, undocumented } from "../../probe.ts";
import { emptyAsk, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { askEach } from "../../support/refusals.ts";

const OURS = /^\/api\/v1\/admin\/(?:alerts|incidents)/;

/** OBS-09 */
export const alertsGuarded: Probe = {
  id: "alerts-guarded",
  claim: "Alerts and incidents are shown to operators only, and silenced and answered by them only",
  requirements: ["OBS-09", "OBS-11", "AZ-02"],
  standard: "OWASP ASVS 5 V16.4.2; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for alerts:read and alerts:write on the routes; keep the authorize stage.",
  sabotage: "open-alerts",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = operationsOf(target).filter(({ path }) => OURS.test(path));
    if (operations.length === 0) return undocumented(target, "no list of alerts");
    const { bearer } = await createPerson(target);
    return askEach(target, {
      operations,
      askOf: (operation) => ({ ...emptyAsk(operation), headers: { Authorization: bearer } }),
      isRefused: ({ status }) => status === 403,
      wanted: "403 from each",
    });
  },
};
