import { performance } from "node:perf_hooks";
import type { ClientCount, Confirmation } from "./gauges.ts";
import type { Journey } from "./journey.ts";
import { createRecorder, type Recorder, type Second } from "./recorder.ts";
import { createWalker, type Walker } from "./walker.ts";
import type { Endpoint } from "./wire/connection.ts";

/** How often what takes too long is looked for, in milliseconds. */
const SWEEP_MS = 100;
/** Connections that are being opened at one time at most: a listener's queue is finite. */
const OPENING = 200;

/**
 * How requests come. Closed: so many users, each waits for its answer before it goes on. Open: so
 * many journeys a second begin whatever became of earlier ones, on at most so many connections.
 */
export type Model =
  | { readonly kind: "closed"; readonly users: number }
  | { readonly kind: "open"; readonly perSecond: number; readonly connections: number };

/** Everything about a run; times in milliseconds. */
export interface LoadPlan {
  readonly endpoint: Endpoint;
  /** Addresses to call from, in turn; empty lets the system choose. */
  readonly sources: readonly string[];
  readonly journeys: readonly Journey[];
  /** Names of what is counted apart. */
  readonly endpoints: readonly string[];
  readonly model: Model;
  /** Time over which users, or the rate, grow; nothing of it counts. */
  readonly rampMs: number;
  readonly durationMs: number;
  readonly timeoutMs: number;
  readonly isExpected: (status: number) => boolean;
  /** Between 0 and 1; chooses journeys by their weights. */
  readonly random: () => number;
}

/** How a run is watched and ended early. */
export interface Watch {
  readonly onSecond?: (second: Second, openConnections: number) => void;
  /** What is measured begins now. */
  readonly onBegin?: () => Promise<void>;
  /** Nothing more is sent, and the connections are still open. */
  readonly onEnd?: (client: ClientCount) => Promise<Confirmation>;
  /** Ends the run; what was measured until then is the result. */
  readonly signal?: AbortSignal;
}

/** What a run brought. */
export interface Measured {
  readonly recorder: Recorder;
  /** Milliseconds that were measured. */
  readonly measuredMs: number;
  /** Most connections that were open at one time. */
  readonly peakConnections: number;
  readonly confirmation?: Confirmation;
}

const chooser = (journeys: readonly Journey[], random: () => number): (() => Journey) => {
  const [first] = journeys;
  if (first === undefined) throw new RangeError("no journeys");
  const total = journeys.reduce((sum, { weight }) => sum + weight, 0);
  if (journeys.length === 1) return () => first;
  return () => {
    let left = random() * total;
    for (const journey of journeys) {
      left -= journey.weight;
      if (left < 0) return journey;
    }
    return first;
  };
};

const startTimer = (milliseconds: number, then: () => void): (() => void) => {
  const timer = setTimeout(then, milliseconds);
  return () => clearTimeout(timer);
};

/** Resolves after some time, or at once when the run is to end. */
const rest = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true || milliseconds <= 0) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done, { once: true });
  });

/** The walkers of a run. */
interface Crowd {
  readonly walkers: readonly Walker[];
  readonly add: (onEnd: (walker: Walker) => void) => Walker;
}

const createCrowd = (plan: LoadPlan, recorder: Recorder, now: () => number): Crowd => {
  const walkers: Walker[] = [];
  return {
    walkers,
    add: (onEnd) => {
      const number = walkers.length;
      const walker: Walker = createWalker({
        number,
        endpoint: plan.endpoint,
        localAddress: plan.sources[number % Math.max(1, plan.sources.length)],
        timeoutMs: plan.timeoutMs,
        now,
        recorder,
        startTimer,
        onEnd: () => onEnd(walker),
      });
      walkers.push(walker);
      return walker;
    },
  };
};

/** Something that goes on until it is stopped. */
interface Going {
  /** Called every few milliseconds. */
  readonly advance: (elapsedMs: number) => void;
  readonly halt: () => void;
}

const goClosed = (users: number, crowd: Crowd, next: () => Journey, plan: LoadPlan): Going => {
  let isOver = false;
  const again = (walker: Walker): void => {
    if (!isOver) walker.walk(next(), performance.now());
  };
  return {
    advance: (elapsedMs) => {
      if (crowd.walkers.length >= users) return;
      const share = plan.rampMs === 0 ? 1 : Math.min(1, elapsedMs / plan.rampMs);
      const wanted = Math.max(1, Math.ceil(users * share));
      let opening = crowd.walkers.filter(({ connection }) => !connection.isOpen()).length;
      while (crowd.walkers.length < wanted && opening < OPENING) {
        again(crowd.add(again));
        opening += 1;
      }
    },
    halt: () => {
      isOver = true;
    },
  };
};

const goOpen = (
  model: Extract<Model, { readonly kind: "open" }>,
  crowd: Crowd,
  next: () => Journey,
  plan: LoadPlan,
  recorder: Recorder,
): Going => {
  const start = performance.now();
  const idle: Walker[] = [];
  let queue: number[] = [];
  let begun = 0;
  let isOver = false;

  /** Journeys that are due at a time: the rate grows in a straight line over the ramp. */
  const dueBy = (elapsed: number): number => {
    const ramped = Math.min(elapsed, plan.rampMs);
    const grown = plan.rampMs === 0 ? 0 : (ramped * ramped) / (2 * plan.rampMs);
    return ((grown + Math.max(0, elapsed - plan.rampMs)) * model.perSecond) / 1000;
  };
  /** When journey `count` is due; the other way round. */
  const timeOf = (count: number): number => {
    const needed = (count * 1000) / model.perSecond;
    const atRampEnd = plan.rampMs / 2;
    return needed < atRampEnd
      ? Math.sqrt(2 * plan.rampMs * needed)
      : plan.rampMs + needed - atRampEnd;
  };
  const onEnd = (walker: Walker): void => {
    const due = isOver ? undefined : queue.shift();
    if (due === undefined) idle.push(walker);
    else walker.walk(next(), due);
  };
  const launch = (due: number): void => {
    const free = idle.pop();
    if (free !== undefined) free.walk(next(), due);
    else if (crowd.walkers.length < model.connections) crowd.add(onEnd).walk(next(), due);
    else queue.push(due);
  };
  const giveUp = (): void => {
    const lost = next().steps[0]?.endpoint ?? 0;
    const unsent = {
      status: 0,
      fault: "timeout",
      wasSent: false,
      bytes: 0,
      body: undefined,
    } as const;
    recorder.record(lost, unsent, 0);
  };

  return {
    advance: (elapsedMs) => {
      if (isOver) return;
      const due = dueBy(elapsedMs);
      for (; begun < due; begun += 1) launch(start + timeOf(begun));
      const oldest = performance.now() - plan.timeoutMs;
      const fresh = queue.findIndex((due) => due >= oldest);
      const late = queue.slice(0, fresh < 0 ? queue.length : fresh);
      queue = queue.slice(late.length);
      late.forEach(giveUp);
    },
    halt: () => {
      isOver = true;
      queue.forEach(giveUp);
      queue = [];
    },
  };
};

/**
 * Sends load and counts what comes back. Ends by itself after ramp and duration, and at most one
 * time-out more for what is on its way then; what has no answer after that counts as without one.
 */
export const runLoad = async (plan: LoadPlan, watch: Watch = {}): Promise<Measured> => {
  const now = (): number => performance.now();
  const recorder = createRecorder(plan.endpoints.length, plan.isExpected);
  const crowd = createCrowd(plan, recorder, now);
  const next = chooser(plan.journeys, plan.random);
  const { model } = plan;
  const going =
    model.kind === "closed"
      ? goClosed(model.users, crowd, next, plan)
      : goOpen(model, crowd, next, plan, recorder);
  let peakConnections = 0;
  const start = now();
  const openNow = (): number =>
    crowd.walkers.filter(({ connection }) => connection.isOpen()).length;
  const pace = setInterval(() => going.advance(now() - start), 1);
  const sweep = setInterval(() => {
    const time = now();
    for (const { connection } of crowd.walkers) connection.sweep(time);
    peakConnections = Math.max(peakConnections, openNow());
  }, SWEEP_MS);
  let ticking: NodeJS.Timeout | undefined;
  const { signal } = watch;
  try {
    going.advance(0);
    await rest(plan.rampMs, signal);
    const answeredBefore = recorder.answered();
    await watch.onBegin?.();
    const answeredMeanwhile = recorder.answered() - answeredBefore;
    recorder.begin();
    const began = now();
    ticking = setInterval(() => watch.onSecond?.(recorder.tick(), openNow()), 1_000);
    await rest(plan.durationMs, signal);
    const measuredMs = now() - began;
    peakConnections = Math.max(peakConnections, openNow());
    clearInterval(ticking);
    clearInterval(pace);
    going.halt();
    for (const walker of crowd.walkers) walker.halt();
    const patience = now() + Math.min(plan.timeoutMs, 5_000);
    while (now() < patience && crowd.walkers.some((one) => one.isWaiting())) {
      await rest(10, undefined);
    }
    const confirmation = await watch.onEnd?.({
      answered: recorder.answered() - answeredBefore,
      uncertain: answeredMeanwhile + crowd.walkers.length,
      connections: peakConnections,
    });
    for (const walker of crowd.walkers) walker.end();
    recorder.tick();
    const seen = confirmation === undefined ? {} : { confirmation };
    return { recorder, measuredMs, peakConnections, ...seen };
  } finally {
    clearInterval(pace);
    clearInterval(sweep);
    clearInterval(ticking);
    for (const walker of crowd.walkers) walker.end();
  }
};
