import { type Probe, undocumented } from "../../probe.ts";
import { emptyAsk, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { askEach } from "../../support/refusals.ts";

const OURS = /^\/api\/v1\/admin\/(logs|traces|live)(\/|$)/;

/** LOG-07, OBS-12 */
export const logsGuarded: Probe = {
  id: "logs-guarded",
  claim: "The log, its level, traces and live events are shown to operators only",
  requirements: ["LOG-07", "LOG-01", "OBS-07", "AZ-02"],
  standard: "OWASP ASVS 5 V16.4.2, V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for logs:read, traces:read or live:read on each route; keep the authorize stage.",
  sabotage: "open-logs",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = operationsOf(target).filter(({ path }) => OURS.test(path));
    if (operations.length === 0) return undocumented(target, "no log for operators");
    const { bearer } = await createPerson(target);
    return askEach(target, {
      operations,
      askOf: (operation) => ({ ...emptyAsk(operation), headers: { Authorization: bearer } }),
      isRefused: ({ status }) => status === 403,
      wanted: "403 from each",
    });
  },
};
