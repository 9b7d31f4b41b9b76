import type { AnyModule } from "#app";
import { createManualClock, type ManualClock } from "#core";
import { defineModule } from "#modules/contract";
import { metricsHistory } from "#modules/metrics-history";
import { strictObject } from "#policy";
import { type AlertRegister, readingOf } from "#services/alerts";
import { defineJob, handleJob } from "#services/jobs";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import { type AlertsService, alerts } from "../index.ts";
import { startSink, type TestSink } from "./sink.test-support.ts";

/** The secret that the sink knows. */
export const SINK_SECRET = "a-secret-of-the-sink";

/** What a test says is measured; `undefined` for nothing. */
export interface Measured {
  value: number | undefined;
  readonly register: AlertRegister;
  /** Has the queue look at what is due. */
  readonly wake: () => Promise<void>;
}

const poke = defineJob({ name: "poke", payload: strictObject({}), keepMs: 0 });

/** A module of somebody, with a rule and a moment of its own. */
const watched = (value: number) =>
  defineModule({
    name: "watched",
    jobs: () => [handleJob(poke, async () => undefined)],
    setup: ({ alerts: register, jobs }): Measured => {
      const measured: Measured = {
        value,
        register,
        // A clock that is moved by hand rings for nobody.
        wake: async () => void (await jobs.enqueue(poke, {})),
      };
      const limits = { unit: "ratio", fires: "above", warning: 0.05, critical: 0.5 } as const;
      register.declare({
        id: "test-rule",
        about: "A test measures too much.",
        advice: "Measure less.",
        severity: "warning",
        limits,
        evaluate: async (_, now = limits) =>
          measured.value === undefined
            ? undefined
            : readingOf(measured.value, now, `It is ${measured.value}.`),
      });
      register.declareMoment({
        id: "test-moment",
        about: "A test noticed something.",
        severity: "warning",
        quietMs: 600_000,
      });
      return measured;
    },
  });

/** An application that tells a real sink, and a hand on what is wrong. */
export interface Watched {
  readonly identity: Identity;
  readonly clock: ManualClock;
  readonly sink: TestSink;
  readonly service: AlertsService;
  readonly measured: Measured;
  /** One look at everything so many milliseconds later, and all that follows from it. */
  readonly look: (afterMs?: number) => Promise<void>;
  /** A request of an administrator. */
  readonly send: (method: string, path: string, body?: unknown) => Promise<Response>;
  readonly stop: () => Promise<void>;
}

/** What an application goes on with that was there before; everything is new where it is absent. */
export interface WatchedOptions {
  readonly sink?: TestSink;
  readonly clock?: ManualClock;
  readonly dataDirectory?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly modules?: readonly AnyModule[];
  /** What is measured at the start; 0 where it is absent. */
  readonly value?: number;
}

/** Starts it. */
export const startWatched = async (options: WatchedOptions = {}): Promise<Watched> => {
  const sink = options.sink ?? (await startSink());
  const clock = options.clock ?? createManualClock(Date.UTC(2026, 0, 1));
  const identity = await startIdentity({
    clock,
    modules: [metricsHistory, alerts, watched(options.value ?? 0), ...(options.modules ?? [])],
    env: { ALERT_WEBHOOK_URL: sink.url, ALERT_WEBHOOK_SECRET: SINK_SECRET, ...options.env },
    ...(options.dataDirectory === undefined ? {} : { dataDirectory: options.dataDirectory }),
  });
  const service = identity.app.modules.service("alerts") as AlertsService;
  const measured = identity.app.modules.service("watched") as Measured;
  const settle = async (): Promise<void> => {
    await service.settle();
    for (let round = 0; round < 2; round += 1) {
      await measured.wake();
      await identity.app.jobs.settled();
    }
  };
  return {
    identity,
    clock,
    sink,
    service,
    measured,
    look: async (afterMs = 10_000) => {
      clock.advance(afterMs);
      await service.settle();
      await service.duty.turn();
      await settle();
    },
    send: async (method, path, body) => {
      const { tokens } = await identity.addSession(await identity.addAccount({ role: "admin" }));
      const headers = { authorization: `Bearer ${tokens.accessToken}` };
      return identity.send(method, `/api/v1/admin${path}`, body, headers);
    },
    stop: async () => {
      await identity.app.stop();
      if (options.sink === undefined) await sink.close();
    },
  };
};
