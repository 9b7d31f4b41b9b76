import type { Clock, IdGenerator } from "#core";
import type { BackupControls, BackupState, HealthReport } from "#modules/contract";
import type { Enqueued, Job, JobQueue } from "#services/jobs";
import { backupErrors } from "./errors.ts";
import type { SentinelRepository } from "./repository.ts";
import type { BackupsView } from "./schema.ts";

const SHOWN = 100;
const DAY_MS = 86_400_000;
/** A proof that is older proves nothing any more (BK-05). */
export const PROOF_MS = 7 * DAY_MS;
/** Full backups are daily; so much later one was missed (BK-01). */
export const FULL_MS = 26 * 3_600_000;

/** What administrators see and do of backups. */
export interface BackupControl {
  readonly view: () => Promise<BackupsView>;
  /** Has a full backup made, or the newest state restored and looked at, by whoever does jobs. */
  readonly request: (what: "full" | "drill") => Promise<Enqueued>;
  /** What the jobs do; nothing where there are no backups here. */
  readonly create: () => Promise<void>;
  readonly drill: () => Promise<void>;
  readonly start: () => void;
  readonly health: () => Promise<HealthReport>;
}

/** What it is built from. */
export interface BackupControlParts {
  readonly backups: BackupControls | undefined;
  readonly sentinels: SentinelRepository;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly queue: JobQueue;
  readonly jobs: Readonly<Record<"full" | "drill", Job>>;
}

/** How long ago the last proof was; undefined where there is none. */
export const proofAge = ({ lastProof }: Pick<BackupState, "lastProof">, now: number) =>
  lastProof === undefined ? undefined : now - lastProof.at;

const OFF: BackupsView = {
  ...{ isOn: false, place: "", isFollowing: false, isDumped: false, lagMs: 0, bytes: 0 },
  ...{ proof: null, work: null, fault: null, copy: null, backups: [] },
};

const proofView = (proof: NonNullable<BackupState["lastProof"]>): BackupsView["proof"] => {
  const { at, restoredTo, rows, tables, bytes, restoreMs, checkMs, lagMs } = proof;
  return { at, restoredTo, rows, tables, bytes, restoreMs, checkMs, lagMs: lagMs ?? null };
};

const copyView = ({ copy }: BackupState): BackupsView["copy"] =>
  copy === undefined
    ? null
    : { place: copy.place, waiting: copy.waiting, fault: copy.fault ?? null };

/** Builds it. */
export const createBackupControl = (parts: BackupControlParts): BackupControl => {
  const { backups, sentinels, clock, newId, queue, jobs } = parts;

  const writeSentinel = async () => {
    const id = newId();
    await sentinels.write({ id, at: clock.now() });
    return { table: "backup_sentinels", id };
  };

  return {
    view: async () => {
      if (backups === undefined) return OFF;
      const kept = await backups.list();
      const state = backups.status();
      const { place, isFollowing, lagMs, bytes, lastProof, work, lastFault } = state;
      return {
        ...{ isOn: true, place, isFollowing, lagMs, bytes },
        isDumped: state.isDumped === true,
        proof: lastProof === undefined ? null : proofView(lastProof),
        work: work ?? null,
        fault: lastFault ?? null,
        copy: copyView(state),
        backups: kept
          .slice(-SHOWN)
          .reverse()
          .map((one) => ({ name: one.name, at: one.at, bytes: one.bytes })),
      };
    },
    request: async (what) => {
      if (backups === undefined) throw backupErrors.make.BACKUPS_OFF();
      return queue.enqueue(jobs[what], {}, { key: `asked:${what}` });
    },
    create: async () => {
      await backups?.create();
    },
    drill: async () => {
      await backups?.drill({ writeSentinel });
    },
    start: () => backups?.start(),
    health: async () => {
      if (backups === undefined) return { healthy: true, required: false };
      const state = backups.status();
      const age = proofAge(state, clock.now());
      const isFailing =
        state.lastFault !== undefined && state.lastFault.at > (state.lastProof?.at ?? 0);
      return {
        healthy:
          !isFailing && state.files?.fault === undefined && (age === undefined || age < PROOF_MS),
        required: false,
        detail: {
          following: state.isFollowing,
          ...(state.files === undefined ? {} : { filesWaiting: state.files.waiting }),
          ...(age === undefined ? {} : { proofAgeSeconds: Math.round(age / 1_000) }),
        },
      };
    },
  };
};
