import { hashToken } from "#crypto";
import type { FaultLine } from "#telemetry";
import { ownFrames } from "./frames.ts";
import { kindOf, plainMessage } from "./words.ts";

/** Where a fault came up. */
export type FaultSource = "server" | "job" | "browser";

/** One occurrence, without anything that somebody sent. */
export interface Fault {
  /** The same for the same fault: class, message and top own frames (ERR-10). */
  readonly id: string;
  readonly source: FaultSource;
  /** Its class and code. */
  readonly kind: string;
  readonly message: string;
  /** Top places of our own code, the innermost first. */
  readonly frames: readonly string[];
  /** Template of the route, name of the job, part of the page, or the component that logged it. */
  readonly place: string;
  readonly requestId: string | null;
  readonly traceId: string | null;
}

const ID_LENGTH = 32;
const MAX_PLACE = 200;
/** So many frames tell two faults apart; deeper ones tell callers apart, which are no faults. */
const TELLING_FRAMES = 3;

const idOf = (parts: readonly string[]): string =>
  hashToken(JSON.stringify(parts)).slice(0, ID_LENGTH);

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const UUID = /^[0-9a-f-]{36}$/;
const TRACE = /^[0-9a-f]{32}$/;

/** "TypeError: x is not a function", as it is kept of jobs. */
const WRITTEN = /^([A-Za-z_$][\w$]{0,59}): ([\s\S]*)$/;

const readThrown = (error: unknown, fallback: string, stack: string | undefined) => {
  if (error instanceof Error) {
    const code = (error as { readonly code?: unknown }).code;
    return {
      kind: kindOf(error.name, code),
      message: error.message,
      frames: ownFrames(stack),
    };
  }
  const written = textOf(error);
  const [, name = "Error", message = written ?? fallback] = WRITTEN.exec(written ?? "") ?? [];
  return { kind: kindOf(name, undefined), message, frames: [] };
};

/** Reads a fault out of a line of the log. */
export const faultOfLine = ({ component, message, fields, stack }: FaultLine): Fault => {
  const job = textOf(fields["job"]);
  const source = job === undefined ? "server" : "job";
  const thrown = readThrown(fields["error"], message, stack);
  const plain = plainMessage(thrown.message);
  const place = (textOf(fields["route"]) ?? job ?? component).slice(0, MAX_PLACE);
  const keys = thrown.frames.slice(0, TELLING_FRAMES).map(({ key }) => key);
  const requestId = textOf(fields["requestId"]) ?? "";
  const traceId = textOf(fields["traceId"]) ?? "";
  return {
    // Without a frame of ours the place tells more than the class.
    id: idOf([source, thrown.kind, plain, ...(keys.length === 0 ? [place] : keys)]),
    source,
    kind: thrown.kind,
    message: plain,
    frames: thrown.frames.map(({ words }) => words),
    place,
    requestId: UUID.test(requestId) ? requestId : null,
    traceId: TRACE.test(traceId) ? traceId : null,
  };
};

/** A fault that a page told of: said by a stranger's browser, so nothing of it is believed. */
export const faultOfPage = (report: {
  readonly message: string;
  /** The part of the page that broke. */
  readonly part: string;
  readonly requestId: string;
}): Fault => {
  const [, name = "Error", message = report.message] = WRITTEN.exec(report.message) ?? [];
  const kind = kindOf(name, undefined);
  const plain = plainMessage(message);
  const place = plainMessage(report.part);
  return {
    id: idOf(["browser", kind, plain, place]),
    source: "browser",
    kind,
    message: plain,
    frames: [],
    place,
    requestId: UUID.test(report.requestId) ? report.requestId : null,
    traceId: null,
  };
};

/** Stands for the kinds of a source that find no room of their own. */
export const faultsLeftOver = (source: FaultSource): Fault => ({
  id: idOf(["left over", source]),
  source,
  kind: "More kinds",
  message: "Kinds of faults that came too many at once to be told apart; the log has each.",
  frames: [],
  place: "many",
  requestId: null,
  traceId: null,
});
