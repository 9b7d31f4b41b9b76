import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { readMetrics } from "../../support/signals/metrics-text.ts";
import type { Target } from "../../target.ts";

const WEEK_SECONDS = 7 * 86_400;
const LAG_SECONDS = 60;
/** An instance that has just begun makes its first backup at once, and is given the time for it. */
const LOOKS = 20;
const PAUSE_MS = 500;

const AGE = "backup_proof_age_seconds";

/** Looks until a proof is there, so many times. */
const lookOften = async (target: Target) => {
  for (let looks = 1; ; looks += 1) {
    const answer = await target.ask("/metrics", { headers: { Accept: "text/plain" } });
    const { series } = readMetrics(answer.text);
    const isUnproven = series.get(AGE) === -1;
    if (!isUnproven || looks >= LOOKS) return { answer, series };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};

/** BK-01, BK-05 */
export const backupsProven: Probe = {
  id: "backups-proven",
  claim: "A backup was restored and found whole within a week, and every commit goes to it",
  requirements: ["BK-01", "BK-05", "P-060"],
  standard: "NIST SP 800-34 Rev. 1, contingency planning; OWASP ASVS 5 V16.5",
  owasp: "none",
  severity: "critical",
  depth: "look",
  remedy:
    "Run plinth backup drill, and read why it fails; see plinth doctor for where backups are.",
  sabotage: "unproven-backups",
  run: async (target) => {
    if (findOperation(target, "GET /api/v1/admin/backups") === undefined) {
      return undocumented(target, "the target documents no backups");
    }
    const { answer, series } = await lookOften(target);
    if ([401, 403, 404].includes(answer.status)) {
      return notApplicable(`/metrics answers ${answer.status} here`);
    }
    const age = series.get(AGE);
    if (age === undefined) return notApplicable("this instance makes no backups of its own");
    const faults: Fault[] = [];
    if (age < 0) faults.push({ what: "no backup was ever restored and found whole", answer });
    if (age > WEEK_SECONDS) {
      faults.push({ what: `the last proof is ${Math.round(age / 86_400)} days old`, answer });
    }
    // -1: rows are dumped once a day, and no log is there that anything could be behind.
    if (series.get("backup_following") === 0) {
      faults.push({ what: "commits do not go to the backup", answer });
    }
    const lag = series.get("backup_lag_seconds") ?? 0;
    if (lag > LAG_SECONDS) {
      faults.push({
        what: `the oldest commit without a backup is ${Math.round(lag)} s old`,
        answer,
      });
    }
    return judge({ faults, checked: 3, of: "signs of backups", wanted: "a proof of this week" });
  },
};
