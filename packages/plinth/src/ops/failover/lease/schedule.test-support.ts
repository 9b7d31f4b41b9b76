import type { Clock, StartTimer } from "#core";
import {
  type Beat,
  type Claim,
  graceOf,
  type LeaseTimes,
  type Witness,
  type WitnessView,
} from "./contract.ts";
import { createLeader, type Leader } from "./leader.ts";
import type { OwnEpoch } from "./own-epoch.ts";
import { createWatch } from "./watch.ts";

// Several instances, one witness, and whatever may happen to them, in time that is made up.

/** Something that befalls an instance. All times in milliseconds of the schedule. */
export interface Mishap {
  readonly node: number;
  readonly kind: "kill" | "pause" | "partition";
  readonly at: number;
  readonly for: number;
}

/** What is played. */
export interface Schedule {
  readonly mishaps: readonly Mishap[];
  /** How fast the clock of each instance runs, and by how much it is off. */
  readonly clocks: readonly { readonly rate: number; readonly offset: number }[];
  /** Latencies of calls to the witness, one after the other, again and again. */
  readonly latencies: readonly number[];
  readonly untilMs: number;
}

/** A write that somebody was told of. */
export interface Acknowledged {
  readonly at: number;
  readonly node: number;
  readonly epoch: number;
}

/** What is taken away, to show that it matters. */
export interface Weakness {
  /** Whoever claims begins at once. */
  readonly noGrace?: boolean;
  /** Answers of the witness are believed for ever. */
  readonly noExpiry?: boolean;
}

const COMMIT_MS = [1, 4, 40, 2, 9] as const;
const WRITE_MS = 15;
const CALL_FAILED_MS = 120;

/** Events in the order of their time. */
const createTimeline = () => {
  const waiting: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  let now = 0;
  let order = 0;
  return {
    now: () => now,
    add: (at: number, run: () => void): void => {
      order += 1;
      waiting.push({ at: Math.max(at, now), order, run });
    },
    play: async (until: number): Promise<void> => {
      for (;;) {
        waiting.sort((one, other) => one.at - other.at || one.order - other.order);
        const next = waiting.shift();
        if (next === undefined || next.at > until) return;
        now = next.at;
        next.run();
        // Everything that follows from it at once.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
};

/** What all instances share: time, and the one place that they ask. */
const createWorld = ({ mishaps, latencies }: Schedule) => {
  const line = createTimeline();
  const claims = new Map<number, Claim>();
  let beat: Beat | undefined;
  let calls = 0;
  const latency = (): number => {
    calls += 1;
    return latencies[calls % latencies.length] ?? 1;
  };
  return {
    line,
    latency,
    during: (node: number, kind: Mishap["kind"]): Mishap | undefined => {
      const at = line.now();
      return mishaps.find(
        (one) => one.node === node && one.kind === kind && one.at <= at && at < one.at + one.for,
      );
    },
    view: (): WitnessView => ({ claim: claims.get(Math.max(0, ...claims.keys())), beat }),
    claim: (claim: Claim): boolean => {
      if (!claims.has(claim.epoch)) claims.set(claim.epoch, claim);
      return claims.get(claim.epoch)?.nonce === claim.nonce;
    },
    beat: (next: Beat): void => {
      beat = next;
    },
    nonce: () => `n${latency()}-${calls}`,
  };
};

type World = ReturnType<typeof createWorld>;

/** Runs something in one life of an instance: later while it is paused, never after it was killed. */
type Happen = (at: number, run: () => void) => void;

/** The way of an instance to the witness: late, or cut off before or after the witness heard it. */
const createWay = (world: World, node: number, happen: Happen): Witness => {
  const { line, latency } = world;
  const call = <T>(effect: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const lose = (): void =>
        happen(line.now() + CALL_FAILED_MS, () => reject(new Error("no answer")));
      if (world.during(node, "partition") !== undefined) return lose();
      line.add(line.now() + latency(), () => {
        const value = effect();
        if (world.during(node, "partition") !== undefined) return lose();
        happen(line.now() + latency(), () => resolve(value));
      });
    });
  return {
    place: "witness",
    read: () => call(world.view),
    claim: (claim) => call(() => world.claim(claim)),
    beat: (beat) => call(() => world.beat(beat)),
    note: async () => undefined,
    standbys: async () => [],
    forget: async () => undefined,
  };
};

/** One life of an instance, from its start until it is killed. */
const live = (
  parts: {
    readonly witness: Witness;
    readonly clock: Clock;
    readonly startTimer: StartTimer;
    readonly times: LeaseTimes;
    readonly newLeader: () => Leader;
    readonly write: (leader: Leader) => void;
  },
  mayLead: boolean,
): void => {
  const { witness, clock, startTimer, times, newLeader, write } = parts;
  const stand = async (): Promise<void> => {
    const watch = createWatch(clock, times);
    for (;;) {
      await new Promise<void>((resolve) => {
        startTimer(times.intervalMs, resolve);
      });
      const leader = newLeader();
      try {
        const view = await witness.read();
        watch.saw(view);
        if (!watch.isLost() || view.claim === undefined) continue;
        await leader.takeOver(view.claim.epoch);
        leader.adopt();
        return write(leader);
      } catch {
        leader.stop();
        watch.sawNothing();
      }
    }
  };
  const leader = newLeader();
  const leading = mayLead ? leader.lead() : Promise.reject(new Error("nothing to lead with"));
  leading.then(
    () => write(leader),
    () => {
      leader.stop();
      void stand();
    },
  );
};

/** An instance with its data, which outlive its process. */
const createNode = (
  world: World,
  node: number,
  { times, schedule, weakness, acknowledged }: Play,
) => {
  const { rate, offset } = schedule.clocks[node] ?? { rate: 1, offset: 0 };
  const { line } = world;
  const clock: Clock = { now: () => line.now() * rate + offset };
  let lives = 0;
  let own: OwnEpoch = { epoch: 0, nonce: "" };

  const boot = (): void => {
    lives += 1;
    const life = lives;
    const happen: Happen = (at, run) =>
      line.add(at, () => {
        if (life !== lives) return;
        const pause = world.during(node, "pause");
        if (pause === undefined) run();
        else happen(pause.at + pause.for, run);
      });
    const startTimer: StartTimer = (ms, run) => {
      let isCancelled = false;
      happen(line.now() + ms / rate, () => {
        if (!isCancelled) run();
      });
      return () => {
        isCancelled = true;
      };
    };
    const witness = createWay(world, node, happen);
    const newLeader = (): Leader =>
      createLeader({
        ...{ ...times, witness, clock, startTimer, monotonic: clock, name: `node ${node}` },
        ttlMs: weakness.noExpiry === true ? Number.POSITIVE_INFINITY : times.ttlMs,
        graceMs: weakness.noGrace === true ? 0 : graceOf(times),
        newNonce: world.nonce,
        own: {
          read: () => own,
          write: (next) => {
            own = next;
          },
        },
        onChange: () => undefined,
        onFault: () => undefined,
      });
    const write = (leader: Leader, count = 0): void =>
      happen(line.now() + WRITE_MS, () => {
        write(leader, count + 1);
        if (leader.refusal() !== undefined) return;
        happen(line.now() + (COMMIT_MS[count % COMMIT_MS.length] ?? 1), () => {
          if (leader.refusal() !== undefined) return;
          acknowledged.push({ at: line.now(), node, epoch: leader.state().epoch });
        });
      });
    live({ witness, clock, startTimer, times, newLeader, write }, node === 0 || own.epoch > 0);
  };

  return {
    boot,
    kill: () => {
      lives += 1;
    },
  };
};

interface Play {
  readonly times: LeaseTimes;
  readonly schedule: Schedule;
  readonly weakness: Weakness;
  readonly acknowledged: Acknowledged[];
}

/** Plays a schedule with the very code that decides in an instance. */
export const play = async (
  times: LeaseTimes,
  schedule: Schedule,
  weakness: Weakness = {},
): Promise<readonly Acknowledged[]> => {
  const world = createWorld(schedule);
  const acknowledged: Acknowledged[] = [];
  const nodes = schedule.clocks.map((_, node) =>
    createNode(world, node, { times, schedule, weakness, acknowledged }),
  );
  for (const [index, node] of nodes.entries()) world.line.add(index * 7, node.boot);
  for (const { node, kind, at, for: ms } of schedule.mishaps) {
    if (kind !== "kill") continue;
    world.line.add(at, () => nodes[node]?.kill());
    world.line.add(at + ms, () => nodes[node]?.boot());
  }
  await world.line.play(schedule.untilMs);
  return acknowledged;
};

/** The first acknowledgement that came after one of a later epoch, or of another writer in its epoch. */
export const firstSplit = (acknowledged: readonly Acknowledged[]): Acknowledged | undefined => {
  let epoch = 0;
  const holders = new Map<number, number>();
  for (const one of acknowledged) {
    const holder = holders.get(one.epoch) ?? one.node;
    if (one.epoch < epoch || holder !== one.node) return one;
    epoch = one.epoch;
    holders.set(one.epoch, holder);
  }
  return undefined;
};
