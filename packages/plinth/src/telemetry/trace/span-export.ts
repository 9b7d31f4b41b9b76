import type { StartTimer } from "#core";
import { otlpBody } from "./otlp.ts";
import type { Span, SpanAttributes } from "./tracer.ts";

/** Spans that wait at most; further ones are dropped and counted. */
const MAX_WAITING = 2_048;
const BATCH = 512;
const EVERY_MS = 2_000;
const SEND_MS = 5_000;

/** Sends spans away, a batch at a time. */
export interface SpanExport {
  /** Never waits, never throws. */
  readonly add: (span: Span) => void;
  /** Sends what waits, once; never rejects. */
  readonly close: () => Promise<void>;
}

/** What it needs. */
export interface SpanExportParts {
  /** Such as http://collector:4318; spans go to /v1/traces below it. */
  readonly endpoint: string;
  readonly resource: SpanAttributes;
  readonly startTimer: StartTimer;
  /** The machine's way to the network where it is absent. */
  readonly send?: typeof fetch;
  /** Told of spans that were lost: no room, or a collector that does not take them. */
  readonly onDropped: (count: number) => void;
  readonly onSent: (count: number) => void;
}

/**
 * Builds it. A collector that is away costs the spans of its time and nothing else: nothing waits
 * for it, and nothing is tried twice.
 */
export const createSpanExport = (parts: SpanExportParts): SpanExport => {
  const { startTimer, send = fetch, onDropped, onSent } = parts;
  const url = `${parts.endpoint.replace(/\/$/, "")}/v1/traces`;
  let waiting: Span[] = [];
  let cancel: (() => void) | undefined;
  let running: Promise<void> | undefined;

  const sendBatch = async (batch: readonly Span[]): Promise<void> => {
    try {
      const answer = await send(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: otlpBody(batch, parts.resource),
        redirect: "error",
        signal: AbortSignal.timeout(SEND_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) onSent(batch.length);
      else onDropped(batch.length);
    } catch {
      onDropped(batch.length);
    }
  };

  const flush = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    running ??= (async () => {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, BATCH);
        waiting = waiting.slice(BATCH);
        await sendBatch(batch);
      }
    })().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    add: (span) => {
      if (waiting.length >= MAX_WAITING) {
        onDropped(1);
        return;
      }
      waiting.push(span);
      cancel ??= startTimer(EVERY_MS, () => {
        cancel = undefined;
        void flush();
      });
    },
    close: flush,
  };
};
