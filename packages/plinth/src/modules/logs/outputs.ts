import type { Config } from "#config";
import type { Clock, StartTimer } from "#core";
import type { Alerts } from "#services/alerts";
import {
  createShipper,
  type Logger,
  logDirectory,
  type Metrics,
  openRotatingFile,
  type RotatingFile,
  type Shipper,
} from "#telemetry";

/** The alert about lines that are lost on their way. */
export const LOST_RULE = "log-lines-lost";
/** How long the last lines may take when the process ends, in milliseconds. */
const CLOSE_MS = 3_000;
/** Lost lines are told of once in this time, in milliseconds. */
const TELL_EVERY_MS = 60_000;

/** Where lines go beside standard output. */
export interface LogOutputs {
  /** Opens files and shipping; lines that were written before are given as blocks. */
  readonly open: (earlier: readonly string[]) => void;
  /** Undefined where nothing is shipped. */
  readonly shipping: () =>
    | { readonly waitingBytes: number; readonly isFailing: boolean }
    | undefined;
  readonly close: () => Promise<void>;
}

/** What outputs are made from. */
export interface OutputParts {
  readonly config: Pick<Config, "log" | "dataDirectory">;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly alerts: Pick<Alerts, "declareMoment" | "raise">;
  readonly service: { readonly name: string; readonly version: string };
}

/** Counts what arrived and what was lost, and lets an alert know of the latter. */
const createShipping = (parts: OutputParts): Shipper | undefined => {
  const { shipping } = parts.config.log;
  if (shipping === undefined) return undefined;
  const { alerts, clock, log, metrics, service } = parts;
  const lines = metrics.counter({
    name: "log_shipped_lines_total",
    help: "Lines of the log, by whether the sink took them or they were lost",
    labels: ["outcome"],
  });
  const [sent, dropped] = [lines.child({ outcome: "sent" }), lines.child({ outcome: "dropped" })];
  const waiting = metrics
    .gauge({ name: "log_shipping_waiting_bytes", help: "Lines that wait for the sink" })
    .child();
  alerts.declareMoment({
    id: LOST_RULE,
    about: "Lines of the log are lost on their way to the central store",
    severity: "warning",
    advice: "Look at the sink; the files on the machine still have every line.",
    quietMs: 600_000,
  });
  let lost = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  const shipper = createShipper({
    ...shipping,
    resource: { "service.name": service.name, "service.version": service.version },
    startTimer: parts.startTimer,
    onSent: (count) => sent.inc(count),
    onDropped: (count) => {
      dropped.inc(count);
      lost += count;
      const at = clock.now();
      if (at - toldAt < TELL_EVERY_MS) return;
      toldAt = at;
      const detail = `${lost} lines of the log were lost: the sink does not take them`;
      alerts.raise({ rule: LOST_RULE, at, value: lost, detail });
      log.warn("lines of the log were lost on their way", { lines: lost });
      lost = 0;
    },
  });
  metrics.onCollect(() => waiting.set(shipper.waiting()));
  return shipper;
};

/** Builds the outputs; nothing is opened yet. */
export const createLogOutputs = (parts: OutputParts): LogOutputs => {
  const { config, clock, log } = parts;
  const { files } = config.log;
  const shipper = createShipping(parts);
  let file: RotatingFile | undefined;
  const ends: (() => void)[] = [];

  const openFile = (): RotatingFile | undefined => {
    if (files.count === 0) return undefined;
    try {
      return openRotatingFile({
        directory: logDirectory(config.dataDirectory),
        maxBytes: files.bytes,
        maxFiles: files.count,
        maxDays: files.days,
        clock,
      });
    } catch (error) {
      // The service matters more than its log, which still goes to standard output.
      log.error("the log cannot be written to files", { error });
      return undefined;
    }
  };

  return {
    open: (earlier) => {
      file = openFile();
      for (const output of [file?.write, shipper?.add]) {
        if (output === undefined) continue;
        for (const block of earlier) output(block);
        ends.push(log.listen(output));
      }
    },
    shipping: () =>
      shipper === undefined
        ? undefined
        : { waitingBytes: shipper.waiting(), isFailing: shipper.isFailing() },
    close: async () => {
      for (const end of ends.splice(0)) end();
      file?.close();
      file = undefined;
      await shipper?.close(CLOSE_MS);
    },
  };
};
