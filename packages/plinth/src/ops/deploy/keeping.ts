import type { StartTimer } from "#core";
import type { Candidate, Launch, Listener, Placed } from "./contract.ts";
import { reasonOf } from "./reason.ts";
import { createReviver } from "./reviver.ts";

/** A release that runs in its place. */
export interface Serving {
  readonly placed: Placed;
  readonly candidate: Candidate;
  /** Of the deploy that brought it. */
  readonly number: number;
  readonly isGone: () => boolean;
}

/** What keeping works with. */
export interface KeepingParts {
  readonly launch: Launch;
  readonly listener: Listener;
  readonly startTimer: StartTimer;
  readonly times: { readonly beatMs: number; readonly restartMs: number };
  readonly state: { readonly read: () => { readonly number: number } };
  readonly tell: (progress: { readonly kind: "step"; readonly what: string }) => void;
}

/** Keeps what serves alive. */
export interface Keeping {
  readonly place: (placed: Placed, number: number, candidate: Candidate) => Serving;
  /** Requests go there from now on. */
  readonly serve: (serving: Serving) => Promise<void>;
  /** What serves, once a restart under way has ended; one that takes long is given up. */
  readonly current: () => Promise<Serving | undefined>;
  readonly serving: () => Serving | undefined;
  /** Starts it again from now on whenever it crashes or hangs (DEP-05). */
  readonly guard: (serving: Serving) => void;
  /** Its end is wanted from now on. */
  readonly leave: (serving: Serving) => void;
  /** Ends it in the background: streams and long answers have their time. */
  readonly end: (serving: Serving) => void;
  /** Starts a release until it serves, `spare` where it does not at once; brings the one that did. */
  readonly revive: (placed: Placed, spare?: Placed | null) => Promise<Placed>;
  readonly close: () => Promise<void>;
}

/** Longest wait for a restart under way before something else is started, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Builds what keeps a release serving. */
export const createKeeping = (parts: KeepingParts): Keeping => {
  const { launch, listener, startTimer, times, tell } = parts;
  const alive = new Set<Serving>();
  const guarded = new Set<Serving>();
  const leaving = new Set<Promise<void>>();
  let serving: Serving | undefined;
  let isClosed = false;

  const place: Keeping["place"] = (placed, number, candidate) => {
    let isGone = false;
    const made: Serving = { placed, number, candidate, isGone: () => isGone };
    alive.add(made);
    void candidate.gone.then(() => {
      isGone = true;
      alive.delete(made);
    });
    return made;
  };

  const serve: Keeping["serve"] = async (next) => {
    serving = next;
    const { colour } = next.placed;
    await next.candidate.activate();
    listener.point({ origin: next.candidate.origin(), label: `${colour}; deploy=${next.number}` });
  };

  const reviver = createReviver({
    ...{ startTimer, tell, restartMs: times.restartMs, isClosed: () => isClosed },
    start: async (placed) => {
      const candidate = await launch(placed.release, placed.colour);
      const next = place(placed, parts.state.read().number, candidate);
      try {
        const mayContract = placed.mayContract === true;
        await candidate.start({ mayContract, mayMigrate: true, endsMaintenance: false });
        await serve(next);
      } catch (fault) {
        await candidate.kill();
        throw fault;
      }
      guard(next);
    },
  });

  const revive: Keeping["revive"] = (placed, spare = null) => {
    listener.hold();
    return reviver.revive(placed, spare);
  };

  const watchBeat = (watched: Serving): void => {
    const next = (): void => {
      if (!guarded.has(watched) || watched.isGone()) return;
      watched.candidate.beat().then(
        () => startTimer(times.beatMs, next),
        (fault) => {
          if (!guarded.has(watched) || watched.isGone()) return;
          tell({ kind: "step", what: `${watched.placed.colour} hangs: ${reasonOf(fault)}` });
          void watched.candidate.kill();
        },
      );
    };
    startTimer(times.beatMs, next);
  };

  function guard(watched: Serving): void {
    if (guarded.has(watched)) return;
    guarded.add(watched);
    watchBeat(watched);
    void watched.candidate.gone.then((how) => {
      if (!guarded.delete(watched) || isClosed) return;
      tell({ kind: "step", what: `${watched.placed.colour} ${how}; it starts again` });
      void revive(watched.placed);
    });
  }

  const end: Keeping["end"] = (left) => {
    guarded.delete(left);
    const work = left.candidate.stop().catch(() => left.candidate.kill());
    const done = work.finally(() => leaving.delete(done));
    leaving.add(done);
  };

  return {
    place,
    serve,
    serving: () => serving,
    current: async () => {
      await reviver.end(PATIENCE_MS);
      return serving?.isGone() === true ? undefined : serving;
    },
    guard,
    leave: (left) => {
      guarded.delete(left);
    },
    end,
    revive,
    close: async () => {
      isClosed = true;
      for (const one of alive) end(one);
      await Promise.all(leaving);
    },
  };
};
