import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { AppError, type Events, type StartTimer, systemTimer } from "#core";
import type { Metrics } from "#telemetry";
import { outboundErrors } from "./errors.ts";
import { exchange } from "./exchange.ts";
import { isPublicAddress } from "./public-address.ts";
import {
  afterRedirect,
  type OutboundMethod,
  type Outgoing,
  redirectFault,
  requireOutgoing,
  requireRedirect,
} from "./request.ts";
import { bareHost, requireTarget, type TargetRules } from "./target.ts";
import { startWatch, type Watch } from "./watch.ts";

/** What a call may say beside its URL; everything has a default. */
export interface OutboundRequest {
  /** Default "GET". */
  readonly method?: OutboundMethod;
  /** No `host`, and nothing else that belongs to the connection. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Ends the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Names that may be called, redirects included: exact, or "*.example.com". Default: all public. */
  readonly hosts?: readonly string[];
  /** Default 80 and 443. */
  readonly ports?: readonly number[];
  /** Whether http may be called too. Default: not in staging and production. */
  readonly allowHttp?: boolean;
  /** How many redirects are followed; 0 refuses the first. Default 5. */
  readonly maxRedirects?: number;
  /** Largest body of the answer, decompressed or not. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds for everything, redirects and body included. Default 10 000. */
  readonly timeoutMs?: number;
}

/** A whole answer. Statuses of 400 and more are answers too. */
export interface OutboundResponse {
  readonly status: number;
  /** By name in lower case; several of one name joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the answer came from in the end. */
  readonly url: string;
  readonly bytes: Uint8Array;
  /** The body as UTF-8. */
  readonly text: () => string;
  /** The body as JSON. @throws {AppError} OUTBOUND_ANSWER_INVALID. */
  readonly json: () => unknown;
}

/** Calls servers of the public internet at URLs that others may have written (VAL-07). */
export interface OutboundClient {
  /**
   * Sends a request and reads the answer.
   * @throws {AppError} a code of the OUTBOUND family; else the reason of `signal`.
   */
  readonly request: (url: string | URL, request?: OutboundRequest) => Promise<OutboundResponse>;
}

/** What the client is built from. */
export interface OutboundParts {
  readonly events: Events;
  readonly metrics: Metrics;
  /** Whether http may be called where the request does not say. */
  readonly allowHttp: boolean;
  readonly startTimer?: StartTimer;
  /** The addresses of a name; the machine's own resolver where none is given. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /**
   * Where to connect to in the place of a checked address, and whom to trust there: tests have no
   * internet. Nothing that an application is given reaches it.
   */
  readonly testNetwork?: {
    readonly connectTo: (address: string) => string;
    readonly ca?: string;
  };
}

/** The client, and how to end it. */
export interface ClosableOutboundClient extends OutboundClient {
  /** Ends calls that are under way. */
  readonly close: () => void;
}

const DNS_MS = 2_000;
const CONNECT_MS = 3_000;
const IDLE_MS = 5_000;
const TOTAL_MS = 10_000;
const MAX_BYTES = 1_048_576;
const MAX_REDIRECTS = 5;
const WEB_PORTS = [80, 443] as const;

const REFUSED: readonly string[] = [
  "OUTBOUND_URL_REFUSED",
  "OUTBOUND_ADDRESS_REFUSED",
  "OUTBOUND_REDIRECT_REFUSED",
];

/**
 * Asks the name servers of the machine by c-ares. The system's own resolver blocks a thread of the
 * pool for as long as a name server likes, and four names of an attacker would hold up every file and
 * every password hash. Names of /etc/hosts are nobody's on the internet and not looked up.
 */
const createSystemResolve = (): ((host: string) => Promise<readonly string[]>) => {
  const resolver = new Resolver({ timeout: DNS_MS, tries: 1 });
  return async (host) => {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  };
};

/**
 * The addresses to connect to. Every one of the answer has to be public: of a mixed answer the
 * connection might pick the other one.
 */
const requireAddresses = async (
  host: string,
  resolve: (host: string) => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  if (isIP(host) !== 0) return [host];
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw outboundErrors.make.OUTBOUND_ADDRESS_REFUSED({ cause });
  });
  if (addresses.length === 0 || !addresses.every(isPublicAddress)) {
    throw outboundErrors.make.OUTBOUND_ADDRESS_REFUSED();
  }
  return addresses;
};

/** What went wrong, as one of our codes. The original goes along as the cause, for the log. */
const faultOf = (fault: unknown, watch: Watch): unknown => {
  if (watch.signal.aborted) return watch.signal.reason;
  if (fault instanceof AppError) return fault;
  // By their names: undici is loaded for the first call, not for its classes.
  const { code, name: kind } = fault as { readonly code?: unknown; readonly name?: unknown };
  const name = typeof code === "string" ? code : "";
  const options = { cause: fault };
  const isNoHttp = kind === "HTTPParserError";
  if (kind === "HeadersOverflowError") {
    return outboundErrors.make.OUTBOUND_ANSWER_TOO_LARGE(options);
  }
  if (isNoHttp || /^(?:HPE_|Z_|ERR_BROTLI|ERR__ERROR|UND_ERR_RES)/.test(name)) {
    return outboundErrors.make.OUTBOUND_ANSWER_INVALID(options);
  }
  return outboundErrors.make.OUTBOUND_UNREACHABLE(options);
};

const responseOf = (
  url: URL,
  answer: Pick<OutboundResponse, "status" | "headers" | "bytes">,
): OutboundResponse => {
  const text = (): string => new TextDecoder().decode(answer.bytes);
  return {
    status: answer.status,
    headers: answer.headers,
    url: url.href,
    bytes: answer.bytes,
    text,
    json: () => {
      try {
        return JSON.parse(text());
      } catch (cause) {
        throw outboundErrors.make.OUTBOUND_ANSWER_INVALID({ cause });
      }
    },
  };
};

const rulesOf = (request: OutboundRequest, parts: OutboundParts): TargetRules => ({
  hosts: request.hosts,
  ports: request.ports ?? WEB_PORTS,
  allowHttp: request.allowHttp ?? parts.allowHttp,
});

/** One call: its hops one after the other, each checked like the first. */
const follow = async (
  start: string,
  request: OutboundRequest,
  parts: OutboundParts & Required<Pick<OutboundParts, "resolve">>,
  watch: Watch,
): Promise<OutboundResponse> => {
  const rules = rulesOf(request, parts);
  const { resolve } = parts;
  const connectTo = parts.testNetwork?.connectTo ?? ((address: string) => address);
  let outgoing: Outgoing = requireOutgoing(request);
  let url = requireTarget(start, undefined, rules);
  for (let hops = 0; ; hops += 1) {
    watch.begin("connect");
    const addresses = await watch.race(requireAddresses(bareHost(url), resolve));
    const answer = await exchange({
      url,
      addresses: addresses.map(connectTo),
      outgoing,
      watch,
      maxBytes: request.maxBytes ?? MAX_BYTES,
      ca: parts.testNetwork?.ca,
    });
    if (answer.location === undefined) return responseOf(url, answer);
    if (answer.location === "") throw redirectFault("no-location");
    if (hops >= (request.maxRedirects ?? MAX_REDIRECTS)) throw redirectFault("too-many");
    // What the redirect itself may not do comes first: it would else be called a wrong scheme.
    if (URL.canParse(answer.location, url.href))
      requireRedirect(url, new URL(answer.location, url.href));
    const to = requireTarget(answer.location, url.href, rules);
    outgoing = afterRedirect(outgoing, { status: answer.status, from: url, to });
    url = to;
  }
};

/** Builds the client. It reads no proxy settings of the environment and keeps no connection open. */
export const createOutboundClient = (parts: OutboundParts): ClosableOutboundClient => {
  const { events, metrics, startTimer = systemTimer } = parts;
  const closing = new AbortController();
  const resolve = parts.resolve ?? createSystemResolve();
  const counter = metrics.counter({
    name: "outbound_requests_total",
    help: "Calls to addresses that others name, by what became of them",
    labels: ["outcome"],
  });
  const counts = {
    answered: counter.child({ outcome: "answered" }),
    refused: counter.child({ outcome: "refused" }),
    failed: counter.child({ outcome: "failed" }),
    aborted: counter.child({ outcome: "aborted" }),
  };

  const note = (fault: unknown): void => {
    if (!(fault instanceof AppError) || !REFUSED.includes(fault.code)) {
      counts[fault instanceof AppError ? "failed" : "aborted"].inc();
      return;
    }
    counts.refused.inc();
    const { reason } = fault.extra;
    events.emit("security", {
      name: "outbound.refused",
      severity: "warning",
      // Neither URL nor address: what a caller wrote may hold secrets.
      data: { code: fault.code, ...(typeof reason === "string" ? { reason } : {}) },
    });
  };

  return {
    request: async (url, request = {}) => {
      const { signal } = request;
      const watch = startWatch({
        startTimer,
        waits: { connect: CONNECT_MS, idle: IDLE_MS, total: request.timeoutMs ?? TOTAL_MS },
        signals: [closing.signal, ...(signal === undefined ? [] : [signal])],
      });
      try {
        watch.signal.throwIfAborted();
        const response = await follow(`${url}`, request, { ...parts, resolve }, watch);
        counts.answered.inc();
        return response;
      } catch (thrown) {
        const fault = faultOf(thrown, watch);
        note(fault);
        throw fault;
      } finally {
        watch.stop();
      }
    },
    close: () => closing.abort(outboundErrors.make.OUTBOUND_UNREACHABLE()),
  };
};
