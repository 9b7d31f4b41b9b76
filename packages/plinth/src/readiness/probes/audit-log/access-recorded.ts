import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { createPerson, hasAccounts, ME, NO_ACCOUNTS } from "../../support/people.ts";
import { readMetrics } from "../../support/signals/metrics-text.ts";
import type { Target } from "../../target.ts";

const COUNTER = "audit_entries_total";

const readCount = async (target: Target) => {
  const answer = await target.ask("/metrics", { headers: { Accept: "text/plain" } });
  return { answer, entries: readMetrics(answer.text).series.get(COUNTER) ?? 0 };
};

/** P-048 */
export const accessRecorded: Probe = {
  id: "access-recorded",
  claim:
    "Every access to personal data is in the audit trail before its answer leaves, refused ones too",
  requirements: ["LOG-04", "P-048", "PRIV-07"],
  standard: "OWASP ASVS 5 V16.2.1, V16.3.2; OWASP A09:2021",
  owasp: "A09",
  severity: "high",
  depth: "touch",
  remedy: "Add the module audit-log; keep the data class of routes that answer with personal data.",
  sabotage: "unrecorded-access",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    if (findOperation(target, "GET /api/v1/admin/audit-log") === undefined) {
      return undocumented(target, "the target documents no audit trail");
    }
    const first = await readCount(target);
    if ([401, 403, 404].includes(first.answer.status)) {
      return notApplicable(`/metrics answers ${first.answer.status} here`);
    }
    const { bearer } = await createPerson(target);
    const accesses = [
      { what: "a read of one's own account", headers: { Authorization: bearer } },
      { what: "a read without a sign-in", headers: {} },
    ];
    const faults: Fault[] = [];
    for (const { what, headers } of accesses) {
      const before = (await readCount(target)).entries;
      const answer = await target.visitor().ask(ME, { headers });
      const by = (await readCount(target)).entries - before;
      // Others may be recorded at the same time; none at all nobody can explain.
      if (!(by >= 1)) faults.push({ what: `${what}: ${by} entries`, answer });
    }
    return judge({ faults, checked: accesses.length, of: "accesses", wanted: "an entry for each" });
  },
};
