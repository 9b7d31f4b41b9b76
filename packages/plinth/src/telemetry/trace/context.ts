/** What a caller says about the trace that its request is part of (W3C Trace Context, level 1). */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the caller's span. */
  readonly spanId: string;
  readonly isSampled: boolean;
  /** What tracing systems of others want passed on; undefined where there is none. */
  readonly state: string | undefined;
}

/** A version that we do not know may be followed by more, behind another dash (section 3.2.2). */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const MAX_TRACEPARENT = 256;
/** At least this much has to be passed on (section 3.3.1.5); longer ones are dropped whole. */
const MAX_STATE = 512;
const MAX_MEMBERS = 32;
const MEMBER =
  /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

const readState = (text: string | undefined): string | undefined => {
  if (text === undefined || text.length > MAX_STATE) return undefined;
  const members = text
    .split(",")
    .map((member) => member.trim())
    .filter((member) => member !== "");
  const keys = new Set(members.map((member) => member.slice(0, member.indexOf("="))));
  const isValid =
    members.length > 0 &&
    members.length <= MAX_MEMBERS &&
    keys.size === members.length &&
    members.every((member) => MEMBER.test(member));
  return isValid ? members.join(",") : undefined;
};

/**
 * Reads the two headers; undefined for what is malformed, which starts a new trace (P-106). A
 * tracestate that is malformed is dropped alone.
 */
export const parseTraceContext = (
  traceparent: string | undefined,
  tracestate?: string,
): TraceContext | undefined => {
  if (traceparent === undefined || traceparent.length > MAX_TRACEPARENT) return undefined;
  const [, version, traceId = "", spanId = "", flags = "", more] =
    TRACEPARENT.exec(traceparent) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) {
    return undefined;
  }
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const isSampled = (Number.parseInt(flags, 16) & 1) === 1;
  return { traceId, spanId, isSampled, state: readState(tracestate) };
};

/** The traceparent header of a context. */
export const traceparentOf = ({
  traceId,
  spanId,
  isSampled,
}: Pick<TraceContext, "traceId" | "spanId" | "isSampled">): string =>
  `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
