import { createConductor } from "./conductor.ts";
import type { Candidate, DeployState, GateResult, Listener, Release } from "./contract.ts";
import type { DeployOrder } from "./order.ts";
import { EMPTY_STATE } from "./state/state.ts";

/** How a build is bad; undefined for a sound one. */
export type Badness =
  | "crash-at-load"
  | "crash-at-start"
  | "unready"
  | "gate-fails"
  | "unready-later"
  | "crash-later"
  | undefined;

/** Ways to break the code under test, to see the model notice. */
export type Sabotage = "restore-database" | "forget-to-hold" | undefined;

/** The whole front ends here, as by kill -9. */
export class Crash extends Error {}

interface Process {
  readonly release: string;
  readonly origin: string;
  isAlive: boolean;
  /** Whether it has the data. */
  isOpen: boolean;
}

/** What the model found wrong, a sentence each. */
export type Faults = readonly string[];

const releaseOf = (name: string): Release => ({
  ...{ directory: `/releases/${name}`, environment: "test", name, version: "1" },
});

/** An order for a release of the model. */
export const orderFor = (name: string): DeployOrder => ({
  release: releaseOf(name),
  wanted: { securityChecks: false, tests: false, backup: false },
  ...{ by: "somebody", mayContract: false, without: [], isStrict: true, isDryRun: false },
});

/** Disk, processes and callers of a host, and the instant at which all of it ends. */
const createHost = () => {
  let disk: DeployState = EMPTY_STATE;
  let rows: readonly string[] = [];
  let kept: readonly string[] = [];
  const acknowledged: string[] = [];
  const faults: string[] = [];
  let processes: readonly Process[] = [];
  let origin: string | undefined;
  let mode: "open" | "held" | "closed" = "held";
  let hasServed = false;
  let waiting = 0;
  let steps = 0;
  let crashAt = Number.POSITIVE_INFINITY;
  let generation = 0;

  const serving = (): Process | undefined =>
    processes.find((one) => one.isAlive && one.origin === origin);
  const write = (): void => {
    if (serving()?.isOpen !== true) {
      faults.push(`a request found nobody at ${origin ?? "no slot"}`);
      return;
    }
    const row = `row ${acknowledged.length}`;
    rows = [...rows, row];
    acknowledged.push(row);
  };
  const call = (): void => {
    if (mode === "held") waiting += 1;
    else if (mode === "open") write();
    else if (hasServed) faults.push("a request was refused although something served before");
  };
  const crash = (): void => {
    generation += 1;
    crashAt = Number.POSITIVE_INFINITY;
    for (const one of processes) Object.assign(one, { isAlive: false, isOpen: false });
    processes = [];
    origin = undefined;
    // Connections end with the front: who waited asks again, and the next front lets nobody through yet.
    mode = "held";
    waiting = 0;
  };
  return {
    ...{ serving, call, crash, faults },
    /** One step of the conductor: somebody calls, and perhaps everything ends. */
    step: (mine: number): void => {
      if (mine !== generation) throw new Crash("this front is gone");
      steps += 1;
      if (steps >= crashAt) {
        crash();
        throw new Crash("kill -9");
      }
      call();
    },
    crashAfter: (count: number) => {
      crashAt = steps + count;
    },
    generation: () => generation,
    disk: () => disk,
    keep: (state: DeployState) => {
      disk = structuredClone(state);
    },
    add: (made: Process) => {
      processes = [...processes, made];
    },
    others: (made: Process) => processes.filter((one) => one !== made && one.isAlive && one.isOpen),
    setMode: (next: "held" | "closed") => {
      mode = next;
    },
    point: (to: string) => {
      origin = to;
      mode = "open";
      hasServed = true;
      for (; waiting > 0; waiting -= 1) write();
    },
    remember: () => {
      kept = rows;
    },
    restore: () => {
      rows = kept;
    },
    found: (): Faults => [
      ...faults,
      ...acknowledged.filter((row) => !rows.includes(row)).map((row) => `${row} was lost`),
      ...(disk.under === null ? [] : ["something is under way for ever"]),
      ...(waiting > 0 ? [`${waiting} requests wait for ever`] : []),
    ],
  };
};

type Host = ReturnType<typeof createHost>;

/** What a build of the model is like. */
interface Build {
  readonly release: Release;
  readonly bad: Badness;
  readonly isShared: boolean;
  readonly sabotage: Sabotage;
}

const gatesOf = (bad: Badness): readonly GateResult[] =>
  ["schema", "limit"].map((gate) => ({
    ...{ gate, group: "pre-deployment", measured: "looked at" },
    verdict: bad === "gate-fails" ? "fail" : "pass",
  }));

/** A process of the model. */
const createCandidate = (host: Host, build: Build, pid: number): Candidate => {
  const { release, bad, isShared, sabotage } = build;
  const mine = host.generation();
  const origin = `http://slot/${pid}`;
  const made: Process = { release: release.name, origin, isAlive: true, isOpen: false };
  host.add(made);
  let tellGone: (how: string) => void = () => undefined;
  const gone = new Promise<string>((resolve) => {
    tellGone = resolve;
  });
  const close = (how: string): void => {
    Object.assign(made, { isAlive: false, isOpen: false });
    tellGone(how);
  };
  let looks = 0;
  const step = async (): Promise<void> => host.step(mine);
  return {
    ...{ pid, gone, facts: { name: release.name, version: "1", isShared } },
    ...{
      activate: step,
      deactivate: step,
      beat: async () => undefined,
      note: async () => undefined,
      origin: () => origin,
    },
    rehearse: async () => {
      await step();
      if (bad === "crash-at-start") throw new Error("it ended with 1");
      if (bad === "unready") throw new Error("/ready answers 503");
      return gatesOf(bad);
    },
    judge: async () => {
      await step();
      return gatesOf(bad);
    },
    start: async () => {
      await step();
      if (bad === "crash-at-start") throw new Error("it ended with 1");
      const [beside] = host.others(made);
      if (!isShared && beside !== undefined) {
        host.faults.push(`${release.name} opened the data beside ${beside.release}`);
      }
      if (sabotage === "restore-database" && release.name === "one") host.restore();
      made.isOpen = true;
      await step();
    },
    look: async () => {
      await step();
      looks += 1;
      if (bad === "unready") return "/ready answers 503";
      if (bad === "crash-later" && looks === 2) {
        // Until the process is missed, the front sends its callers again.
        host.setMode("held");
        close("ended with 3");
      }
      return bad === "unready-later" && looks > 1 ? "/ready answers 503" : undefined;
    },
    stop: async () => {
      await step();
      close("ended with 0");
    },
    kill: async () => close("ended with SIGKILL"),
  };
};

const listenerOf = (host: Host, sabotage: Sabotage): Listener => {
  const mine = host.generation();
  return {
    hold: () => {
      host.step(mine);
      if (sabotage !== "forget-to-hold") host.setMode("held");
    },
    close: () => host.setMode("closed"),
    point: ({ origin }) => {
      host.step(mine);
      host.point(origin);
    },
    settle: async () => host.step(mine),
  };
};

/**
 * A host in memory: its disk, its processes and its callers. A caller writes at every step that the
 * conductor takes; what was acknowledged may never be lost, and nobody may be refused.
 */
export const createWorld = (isShared: boolean, sabotage?: Sabotage) => {
  const host = createHost();
  const badness = new Map<string, Badness>();
  let pids = 1_000;

  /** A front over what is on the disk. */
  const front = () => {
    const mine = host.generation();
    return createConductor({
      state: {
        read: host.disk,
        write: (state) => {
          host.step(mine);
          host.keep(state);
        },
      },
      launch: async (release) => {
        host.step(mine);
        const bad = badness.get(release.name);
        if (bad === "crash-at-load") throw new Error("it ended with 1");
        pids += 1;
        return createCandidate(host, { release, bad, isShared, sabotage }, pids);
      },
      listener: listenerOf(host, sabotage),
      times: { settleMs: 1, watchMs: 3, watchEveryMs: 1, beatMs: 1, restartMs: 1 },
      startTimer: (_, ring) => {
        // Nothing rings in a process that is gone.
        const timer = setImmediate(() => {
          if (host.generation() === mine) ring();
        });
        return () => clearImmediate(timer);
      },
      stamp: () => "2026-01-01T00:00:00.000Z",
      tell: () => undefined,
      endMaintenance: () => undefined,
    });
  };
  const { call, crash, crashAfter, generation, remember } = host;
  return {
    ...{ badness, front, call, crash, crashAfter, generation, remember },
    state: host.disk,
    serving: () => host.serving()?.release,
    /** What does not hold now. */
    faults: host.found,
  };
};
