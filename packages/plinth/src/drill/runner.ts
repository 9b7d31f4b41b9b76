import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "#core";
import { InstanceError } from "#instance";
import { type ReportLine, summaryOf } from "#readiness";
import {
  type Drill,
  DrillFault,
  type Loss,
  NotApplicableError,
  NotRunError,
  type Outcome,
  type Scene,
} from "./drill.ts";
import { createIncident, type Incident } from "./incident.ts";
import { type InstanceOptions, startInstance } from "./instance/instance.ts";
import type { DrillRecord, DrillReport } from "./report.ts";

/** Longest run of one drill, in milliseconds; all together stay within 15 minutes (EVID-04). */
const DRILL_MS = 120_000;
/** The same for each time that was asked for. */
const ONCE_MS = 30_000;
const DAY_MS = 86_400_000;

/** What a run needs. */
export interface DrillRunOptions {
  readonly drills: readonly Drill[];
  /** File of the application; a small one of our own where none is given. */
  readonly application?: string;
  /** What the report calls it. */
  readonly name: string;
  readonly clock: Clock;
  readonly version: string;
  /** Whole number that determines what is chosen by chance. */
  readonly seed: number;
  /** How often what can be repeated is to be. */
  readonly count?: number;
  /** Breaks every instance on purpose; only tests pass this. */
  readonly sabotage?: string;
  /** Hears of every step as it happens. */
  readonly onStep?: (drill: Drill, what: string) => void;
  /** Hears of every line as it comes. */
  readonly onLine?: (line: ReportLine, record: DrillRecord) => void;
}

interface Stage {
  readonly scene: Scene;
  /** Undoes everything; never rejects. Safe to call again. */
  readonly clear: () => Promise<void>;
}

/** Everything that a drill has open, and the way to undo it, also where this process must end. */
const createCleanUp = (onFault: (fault: unknown) => void) => {
  const open: (() => unknown)[] = [];
  let isOver = false;
  // A process that ends at once can still kill, unmount and remove what it left.
  const onExit = (): void => {
    for (const undo of open.splice(0)) {
      try {
        void undo();
      } catch {
        // The next one may still succeed.
      }
    }
  };
  process.on("exit", onExit);
  return {
    isOver: (): boolean => isOver,
    defer: (undo: () => unknown): void => {
      open.unshift(undo);
      // A drill that went on beyond its time leaves nothing behind either.
      if (isOver) onExit();
    },
    clear: async (): Promise<void> => {
      isOver = true;
      for (let undo = open.shift(); undo !== undefined; undo = open.shift()) {
        try {
          await undo();
        } catch (fault) {
          onFault(fault);
        }
      }
      process.off("exit", onExit);
    },
  };
};

const createStage = (options: DrillRunOptions, incident: Incident): Stage => {
  const { application, sabotage, clock, seed, count } = options;
  const { defer, clear, isOver } = createCleanUp((fault) => {
    incident.note(`could not be cleaned up: ${String(fault)}`);
  });
  let wasUp = false;
  const directory = (): string => {
    const path = mkdtempSync(join(tmpdir(), "plinth-drill-"));
    defer(() => rmSync(path, { recursive: true, force: true }));
    return path;
  };
  const start = async (asked: Partial<InstanceOptions> = {}) => {
    if (isOver()) throw new NotRunError("the drill is over");
    try {
      const { dataDirectory = directory(), ...rest } = asked;
      const instance = await startInstance({ application, sabotage, ...rest, dataDirectory });
      defer(instance.kill);
      wasUp = true;
      return instance;
    } catch (fault) {
      if (!(fault instanceof InstanceError)) throw fault;
      // Not to start at all is a matter of the application; not to come back is what drills look for.
      if (!wasUp) throw new NotRunError(`the application does not start: ${fault.message}`);
      throw new DrillFault(`the application did not start again: ${fault.message}`);
    }
  };
  return { scene: { clock, incident, seed, count, start, directory, defer }, clear };
};

interface Verdict {
  readonly verdict: ReportLine["verdict"];
  readonly measured: string;
  readonly outcome: Outcome | undefined;
}

const msText = (name: string, milliseconds: number | undefined): readonly string[] =>
  milliseconds === undefined ? [] : [`${name} ${milliseconds} ms`];

const lossText = ({ what, of, lost }: Loss): string => `${lost} of ${of} ${what} lost`;

const judge = (outcome: Outcome): Verdict => {
  const { detectMs, recoverMs, lost, faults } = outcome;
  const figures = [
    ...msText("detected after", detectMs),
    ...msText("recovered after", recoverMs),
    lossText(lost),
  ].join(", ");
  return {
    verdict: faults.length === 0 ? "pass" : "fail",
    measured: [...faults, figures].join("; "),
    outcome,
  };
};

const verdictOf = (fault: unknown): Verdict => {
  const measured = fault instanceof Error ? fault.message : String(fault);
  const verdict =
    fault instanceof DrillFault
      ? "fail"
      : fault instanceof NotApplicableError
        ? "not-applicable"
        : "not-run";
  return { verdict, measured, outcome: undefined };
};

/** Runs a drill within its time; what it has open is the caller's to close. */
const runBounded = async (drill: Drill, scene: Scene): Promise<Verdict> => {
  const limitMs = Math.max(DRILL_MS, (scene.count ?? 0) * ONCE_MS);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const why = `no verdict in ${limitMs / 1_000} s`;
    timer = setTimeout(() => reject(new NotRunError(why)), limitMs);
  });
  try {
    return judge(await Promise.race([drill.run(scene), late]));
  } catch (fault) {
    return verdictOf(fault);
  } finally {
    clearTimeout(timer);
  }
};

const runDrill = async (
  drill: Drill,
  options: DrillRunOptions,
): Promise<{ readonly line: ReportLine; readonly record: DrillRecord }> => {
  const { clock, onStep } = options;
  const inner = createIncident(clock);
  const incident: Incident = {
    ...inner,
    note: (what) => {
      onStep?.(drill, what);
      return inner.note(what);
    },
  };
  const { scene, clear } = createStage(options, incident);
  const { verdict, measured, outcome } = await runBounded(drill, scene);
  await clear();
  const ended = clock.now();
  const { id, claim, requirements, standard, severity, remedy, holds, shelfLifeDays } = drill;
  const line: ReportLine = {
    ...{ id, claim, requirements, standard, owasp: "none", severity, depth: "drill" },
    ...{ verdict, measured, wanted: holds.join("; "), remedy },
    command: `plinth drill ${id} --seed ${options.seed}`,
    evidence: [],
    at: new Date(ended).toISOString(),
    durationMs: incident.elapsed(),
  };
  const record: DrillRecord = {
    ...{ id, verdict, holds },
    seed: options.seed,
    steps: incident.steps(),
    detectMs: outcome?.detectMs ?? null,
    recoverMs: outcome?.recoverMs ?? null,
    lost: outcome?.lost ?? null,
    faults: outcome?.faults ?? (verdict === "fail" ? [measured] : []),
    shelfLifeDays,
    validUntil: verdict === "pass" ? new Date(ended + shelfLifeDays * DAY_MS).toISOString() : null,
  };
  return { line, record };
};

/** Runs drills one after the other and makes the report. Whatever they opened is closed afterwards. */
export const runDrills = async (options: DrillRunOptions): Promise<DrillReport> => {
  const { clock, name, version } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const lines: ReportLine[] = [];
  const drills: DrillRecord[] = [];
  for (const drill of options.drills) {
    const { line, record } = await runDrill(drill, options);
    lines.push(line);
    drills.push(record);
    options.onLine?.(line, record);
  }
  return {
    tool: { name: "plinth", version },
    target: name,
    depth: "drill",
    startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    ...summaryOf(lines),
    drills,
  };
};
