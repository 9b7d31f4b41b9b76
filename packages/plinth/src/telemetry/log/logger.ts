import { pino } from "pino";
import type { Clock } from "#core";
import { redact } from "../redaction/redact.ts";
import { redactText } from "../redaction/redact-text.ts";
import { type LogDestination, type LogSink, openDestination } from "./destination.ts";
import { createStackReader, type ReadStack, readStacks } from "./places.ts";

const SEVERITY = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: 99,
} as const;

/** The level from which lines are written; "silent" writes none. */
export type LogLevel = keyof typeof SEVERITY;

/** The level of one line. */
export type LineLevel = Exclude<LogLevel, "silent">;

/** What a line carries beside its message; redacted before it is written. */
export type LogFields = Readonly<Record<string, unknown>>;

/** A line of level error or fatal that carries a fault, as it was given: nothing is redacted yet. */
export interface FaultLine {
  readonly component: string;
  readonly message: string;
  /** With `error`, and `traceId` where one is known. */
  readonly fields: LogFields;
  /** The stack of the fault, with places in the sources; undefined where it has none. */
  readonly stack?: string | undefined;
}

type Write = (message: string, fields?: LogFields) => void;

/**
 * Writes one JSON line an event. Documented keys (LOG-01): `level` (text), `time` (ISO 8601, UTC),
 * `component`, `message`; where known `requestId`, `traceId`, and `category` ("security" for
 * security events). Every other field stands beside them, redacted. A field that would shadow
 * level, time, component or message is written with "field_" before its name.
 */
export interface Logger {
  readonly trace: Write;
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  /** As error, and everything waiting is flushed, because the process is about to end. */
  readonly fatal: Write;
  /** Writes whatever the level is set to: for security events, which must not be switched off. */
  readonly record: (level: LineLevel, message: string, fields?: LogFields) => void;
  /** The same logger, level and destination under the name of another component. */
  readonly child: (component: string) => Logger;
  /**
   * Changes the level at once, here and in all parents and children (LOG-01).
   * @throws {RangeError} for a word that is not a level.
   */
  readonly setLevel: (level: LogLevel) => void;
  readonly level: () => LogLevel;
  /** Whether a line of this level would be written; ask before building costly fields. */
  readonly isEnabled: (level: LineLevel) => boolean;
  /**
   * Writes a line that the caller has built as JSON, without redaction: for the access log, whose
   * fields are known to hold no secret. Counts as level info. Control characters are escaped, so it
   * stays one line whatever it holds.
   */
  readonly writeLine: (line: string) => void;
  /** Asks `read` at every line for the trace that it belongs to, here and in all children. */
  readonly traceWith: (read: () => string | undefined) => void;
  /**
   * Tells of every fault that is logged, here and in all parents and children, whatever the level is
   * set to; the result ends it. The listener must not throw, and must not log faults itself.
   */
  readonly watchFaults: (listener: (line: FaultLine) => void) => () => void;
  /**
   * Hears every line that is written from now on, in blocks of whole lines, each ending in a line feed:
   * for files, shipping and whoever follows. At most 200 ms late. The result ends it. A listener that
   * throws is dropped: there is nowhere left to say why.
   */
  readonly listen: (onLines: (lines: string) => void) => () => void;
  /** Hands everything written so far to the operating system before it returns. */
  readonly flush: () => void;
}

/** What a logger is built from. */
export interface LoggerOptions {
  readonly level: LogLevel;
  /** Defaults to standard output. */
  readonly destination?: LogDestination;
  readonly clock: Clock;
  /** The part of the system that speaks, for example "http" or "accounts". */
  readonly component: string;
}

/**
 * Controls, C1 controls (terminals take U+009B for an escape sequence), line separators and
 * bidirectional overrides. JSON leaves most of them alone; inside a JSON text they can only stand
 * in strings, so writing them as \uXXXX changes nothing but their power.
 */
const UNSAFE = "\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069";
const HAS_UNSAFE = new RegExp(`[${UNSAFE}]`);
const EACH_UNSAFE = new RegExp(`[${UNSAFE}]`, "g");

const escapeControls = (line: string): string =>
  HAS_UNSAFE.test(line)
    ? line.replace(
        EACH_UNSAFE,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
      )
    : line;

/** "socket" is here because pino takes { method, headers, socket } for one of Node's requests. */
const RESERVED: ReadonlySet<string> = new Set(["level", "time", "component", "message", "socket"]);

const safeFields = (
  component: string,
  fields: LogFields | undefined,
  readStack: ReadStack,
): Record<string, unknown> => {
  const result: Record<string, unknown> = Object.create(null);
  result["component"] = component;
  if (fields === undefined) return result;
  const safe = redact(fields);
  if (typeof safe !== "object" || safe === null) return result;
  for (const [key, value] of Object.entries(safe)) {
    readStacks(value, readStack);
    result[RESERVED.has(key) ? `field_${key}` : key] = value;
  }
  return result;
};

const isLevel = (level: string): level is LogLevel => Object.hasOwn(SEVERITY, level);

const requireLevel = (level: string): LogLevel => {
  if (!isLevel(level)) {
    throw new RangeError(`log level must be one of ${Object.keys(SEVERITY).join(", ")}`);
  }
  return level;
};

interface Shared {
  readonly engine: pino.Logger;
  readonly sink: LogSink;
  readonly readStack: ReadStack;
  level: LogLevel;
  traceId: () => string | undefined;
  readonly faultWatchers: Set<(line: FaultLine) => void>;
  readonly listeners: Set<(lines: string) => void>;
}

const stackOf = (error: unknown, read: ReadStack): string | undefined =>
  error instanceof Error && typeof error.stack === "string" ? read(error.stack) : undefined;

const createView = (shared: Shared, component: string): Logger => {
  const isEnabled = (level: LineLevel): boolean => SEVERITY[level] >= SEVERITY[shared.level];
  const record = (level: LineLevel, message: string, fields?: LogFields): void => {
    const traceId = shared.traceId();
    const safe = safeFields(component, fields, shared.readStack);
    if (traceId !== undefined) safe["traceId"] ??= traceId;
    shared.engine[level](safe, redactText(message));
  };
  const at =
    (level: LineLevel): Write =>
    (message, fields) => {
      if (isEnabled(level)) record(level, message, fields);
    };
  const fault =
    (level: "error" | "fatal"): Write =>
    (message, fields) => {
      if (shared.faultWatchers.size > 0 && fields?.["error"] !== undefined) {
        const traceId = shared.traceId();
        const known = traceId === undefined ? fields : { traceId, ...fields };
        const stack = stackOf(fields["error"], shared.readStack);
        for (const tell of shared.faultWatchers) tell({ component, message, fields: known, stack });
      }
      if (isEnabled(level)) record(level, message, fields);
    };
  const flush = (): void => shared.sink.flush?.();
  const fatal = fault("fatal");
  return {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: fault("error"),
    fatal: (message, fields) => {
      fatal(message, fields);
      flush();
    },
    record,
    child: (name) => createView(shared, name),
    setLevel: (level) => {
      shared.level = requireLevel(level);
    },
    level: () => shared.level,
    isEnabled,
    writeLine: (line) => {
      if (isEnabled("info")) shared.sink.write(`${escapeControls(line)}\n`);
    },
    traceWith: (read) => {
      shared.traceId = read;
    },
    watchFaults: (listener) => {
      shared.faultWatchers.add(listener);
      return () => shared.faultWatchers.delete(listener);
    },
    listen: (onLines) => {
      shared.listeners.add(onLines);
      return () => {
        flush();
        shared.listeners.delete(onLines);
      };
    },
    flush,
  };
};

const tellAll = (listeners: Set<(lines: string) => void>, block: string): void => {
  for (const listener of listeners) {
    try {
      listener(block);
    } catch {
      listeners.delete(listener);
    }
  }
};

/**
 * Builds a logger on pino. Lines are buffered and written asynchronously; `flush` and the end of
 * the process write what waits.
 * @throws {RangeError} for a word that is not a level, and the system's error when the destination
 * is a file that cannot be opened.
 */
export const createLogger = (options: LoggerOptions): Logger => {
  const { clock, component } = options;
  const listeners = new Set<(lines: string) => void>();
  const sink = openDestination(options.destination ?? 1, (block) => tellAll(listeners, block));
  const engine = pino(
    {
      // Levels are gated in the view, so that one change reaches every child.
      level: "trace",
      base: null,
      messageKey: "message",
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
    },
    { write: (line: string) => sink.write(`${escapeControls(line.trimEnd())}\n`) },
  );
  return createView(
    {
      engine,
      sink,
      readStack: createStackReader(),
      level: requireLevel(options.level),
      traceId: () => undefined,
      faultWatchers: new Set(),
      listeners,
    },
    component,
  );
};
