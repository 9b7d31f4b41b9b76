import { statfs } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";
import type { SystemFigures } from "../schema.ts";

/** CPU time of all cores since the machine started, in milliseconds. */
interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** Where the figures come from; tests put their own here. */
export interface SystemSource {
  readonly cpuTimes: () => CpuTimes;
  /** Bytes. */
  readonly memory: () => { readonly total: number; readonly available: number };
  /** Blocks of the file system that holds `directory`. */
  readonly disk: (directory: string) => Promise<DiskBlocks>;
  /** Calls `task` again and again, `milliseconds` apart, until the result is called. */
  readonly every: (milliseconds: number, task: () => void) => () => void;
}

/** Blocks as statfs(2) counts them: `free` includes those only root may take. */
interface DiskBlocks {
  readonly total: number;
  readonly free: number;
  readonly available: number;
}

/** The load of the machine, at any time. */
export interface SystemLoad {
  readonly read: () => Promise<SystemFigures>;
  readonly close: () => void;
}

/** A reading covers between one and two of these, however seldom anybody asks. */
const WINDOW_MILLISECONDS = 5_000;

/** The operating system under this process. */
const operatingSystem: SystemSource = {
  cpuTimes: () => {
    let busy = 0;
    let total = 0;
    for (const { times } of cpus()) {
      const active = times.user + times.nice + times.sys + times.irq;
      busy += active;
      total += active + times.idle;
    }
    return { busy, total };
  },
  // On Linux libuv reads MemAvailable here, which counts caches that can be given back.
  memory: () => ({ total: totalmem(), available: freemem() }),
  disk: async (directory) => {
    const { blocks, bfree, bavail } = await statfs(directory);
    return { total: blocks, free: bfree, available: bavail };
  },
  every: (milliseconds, task) => {
    const timer = setInterval(task, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** A share in percent with one decimal; 0 where there is nothing to share. */
const percentOf = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, part / whole)) * 1_000) / 10;

/** The percentage that df prints: of what ordinary users could use. */
const diskPercent = ({ total, free, available }: DiskBlocks): number =>
  percentOf(total - free, total - free + available);

/**
 * Watches the machine. CPU is a rate, so that a sample is kept every five seconds; without it the
 * first question after a quiet hour would be answered with the average of that hour.
 */
export const createSystemLoad = (options: {
  /** The data directory: its file system is the one that must not fill up. */
  readonly directory: string;
  readonly source?: SystemSource;
}): SystemLoad => {
  const source = options.source ?? operatingSystem;
  let older: CpuTimes = source.cpuTimes();
  let newer: CpuTimes = older;
  const stop = source.every(WINDOW_MILLISECONDS, () => {
    older = newer;
    newer = source.cpuTimes();
  });

  const cpuPercent = (): number => {
    const now = source.cpuTimes();
    // Right after the start nothing has been counted yet: the machine's own average is then true.
    const since = now.total > older.total ? older : { busy: 0, total: 0 };
    return percentOf(now.busy - since.busy, now.total - since.total);
  };

  return {
    read: async () => {
      const { total, available } = source.memory();
      const disk = await source.disk(options.directory).then(diskPercent, () => null);
      return {
        cpu_percent: cpuPercent(),
        memory_percent: percentOf(total - available, total),
        disk_percent: disk,
      };
    },
    close: stop,
  };
};
