import { setTimeout as pause } from "node:timers/promises";
import { type Composition, sendControl } from "#app";
import type { BackupStatus, ReportProgress } from "#ops/backup";

const POLL_MS = 250;
/** Longest wait for one piece of work; a drill of many gigabytes takes minutes. */
const LONGEST_MS = 6 * 3_600_000;

/** What is asked of a running instance. */
export type BackupTask = "create" | "drill";

/** What the service of the module offers beyond the controls: drills with a row of their own. */
interface DrillService {
  readonly drill: () => Promise<void>;
}

/** Begins work in the running instance, or tells how it is: the other side of `askRunning`. */
export const runBackupCommand = (
  composition: Composition,
  given: Readonly<Record<string, unknown>>,
): unknown => {
  const { backups } = composition;
  if (backups === undefined) throw new Error("this instance makes no backups of its own");
  const before = backups.status();
  if (given["task"] === "create" || given["task"] === "drill") {
    if (before.work !== undefined) throw new Error(`a ${before.work.what} is under way already`);
    const service = composition.modules.service("backups") as DrillService | undefined;
    const work =
      given["task"] === "create" ? backups.create() : (service?.drill() ?? backups.drill());
    // Its fault is part of the status, which whoever began it asks for.
    work.catch(() => undefined);
  }
  return { now: Date.now(), status: backups.status() };
};

interface Answer {
  readonly now: number;
  readonly status: BackupStatus;
}

const ask = async (
  dataDirectory: string,
  given: Readonly<Record<string, unknown>>,
): Promise<Answer | undefined> => {
  const answer = await sendControl(dataDirectory, { command: "backup", arguments: given });
  if (answer === undefined) return undefined;
  if (!answer.ok) throw new Error(answer.message);
  return answer.value as Answer;
};

/** Begins a piece of work once what is under way has ended, as the first backup after a start. */
const begin = async (
  dataDirectory: string,
  task: BackupTask,
  onProgress: ReportProgress,
): Promise<Answer | undefined> => {
  const started = performance.now();
  while (performance.now() - started < LONGEST_MS) {
    const now = await ask(dataDirectory, {});
    if (now === undefined) return undefined;
    const { work } = now.status;
    if (work === undefined) return ask(dataDirectory, { task });
    onProgress(`${work.what}, begun before`, work.share);
    await pause(POLL_MS);
  }
  throw new Error("what is under way takes too long");
};

/**
 * Has a running instance do it and waits for the end; undefined when none runs.
 * @throws {Error} with one sentence when it failed.
 */
export const askRunning = async (
  dataDirectory: string,
  task: BackupTask,
  onProgress: ReportProgress,
): Promise<BackupStatus | undefined> => {
  const begun = await begin(dataDirectory, task, onProgress);
  if (begun === undefined) return undefined;
  const started = performance.now();
  while (performance.now() - started < LONGEST_MS) {
    await pause(POLL_MS);
    const now = await ask(dataDirectory, {});
    if (now === undefined) throw new Error("the instance ended meanwhile");
    const { work, lastProof, lastFault } = now.status;
    if (work !== undefined) {
      onProgress(work.what, work.share);
    } else if (lastProof !== undefined && lastProof.at >= begun.now) {
      return now.status;
    } else if (lastFault !== undefined && lastFault.at >= begun.now) {
      throw new Error(lastFault.message);
    }
  }
  throw new Error("it takes too long");
};

/** How the backups of a running instance are; undefined when none runs, or it makes none. */
export const runningStatus = async (dataDirectory: string): Promise<BackupStatus | undefined> => {
  try {
    return (await ask(dataDirectory, {}))?.status;
  } catch {
    return undefined;
  }
};
