import type { BackupControls } from "#modules/contract";
import type { AlertRule } from "#services/alerts";
import { FULL_MS, PROOF_MS } from "./service.ts";

const EVERY_MS = 60_000;
const LAG_MS = 60_000;

const hours = (ms: number): string => `${Math.round(ms / 3_600_000)} h`;

/** When backups are to be looked after. An instance that has just begun gets a day for its first. */
export const backupRules = (backups: BackupControls, startedAt: number): readonly AlertRule[] => [
  {
    id: "backup-unproven",
    about: "No backup was restored and found whole for seven days",
    severity: "critical",
    everyMs: EVERY_MS,
    advice: "Run plinth backup drill, and read why it fails.",
    evaluate: async (at) => {
      const since = backups.status().lastProof?.at ?? startedAt;
      return {
        firing: at - since > PROOF_MS,
        value: (at - since) / 1_000,
        detail: `the last proof is ${hours(at - since)} old`,
      };
    },
    prometheus: { expr: `backup_proof_age_seconds > ${PROOF_MS / 1_000}`, for: "5m" },
  },
  {
    id: "backup-missed",
    about: "The daily full backup was not made",
    severity: "critical",
    everyMs: EVERY_MS,
    advice: "Run plinth backup create, and read why it fails.",
    evaluate: async (at) => {
      const since = backups.status().lastFull?.at ?? startedAt;
      return {
        firing: at - since > FULL_MS,
        value: (at - since) / 1_000,
        detail: `the last full backup is ${hours(at - since)} old`,
      };
    },
  },
  {
    id: "backup-behind",
    about: "Commits do not reach the backup",
    severity: "critical",
    everyMs: EVERY_MS,
    forMs: 5 * EVERY_MS,
    advice: "See whether the place of the backups is full or out of reach.",
    evaluate: async () => {
      const { isFollowing, lagMs, isDumped } = backups.status();
      // A dump a day is what was chosen, and nothing is behind; `plinth doctor` says what it costs.
      if (isDumped === true) return undefined;
      return {
        firing: !isFollowing || lagMs > LAG_MS,
        value: lagMs / 1_000,
        detail: isFollowing
          ? `the oldest commit that is not backed up is ${Math.round(lagMs / 1_000)} s old`
          : "no commit goes to the backup",
      };
    },
    prometheus: { expr: "backup_following == 0 or backup_lag_seconds > 60", for: "5m" },
  },
  {
    id: "backup-copy-behind",
    about: "Backups are not copied to their second place",
    severity: "warning",
    everyMs: EVERY_MS,
    forMs: 10 * EVERY_MS,
    evaluate: async () => {
      const { copy } = backups.status();
      if (copy === undefined) return undefined;
      return {
        firing: copy.fault !== undefined,
        value: copy.waiting,
        detail: `${copy.waiting} objects wait to be copied`,
      };
    },
  },
  {
    id: "backup-files-behind",
    about: "Uploaded files do not reach the backup",
    severity: "warning",
    everyMs: EVERY_MS,
    forMs: 10 * EVERY_MS,
    evaluate: async () => {
      const { files } = backups.status();
      if (files === undefined) return undefined;
      return {
        firing: files.fault !== undefined,
        value: files.waiting,
        detail: `${files.waiting} uploaded files have no copy${files.fault === undefined ? "" : `: ${files.fault}`}`,
      };
    },
  },
];
