import type { IncomingMessage, ServerResponse } from "node:http";
import type { RoutePolicy } from "#policy";
import type { ActiveTrace } from "#telemetry";
import { withoutCodings } from "../coding/tags.ts";
import type { Reply } from "../reply/reply.ts";
import type { RouteRecorder } from "../stages/route-recorder.ts";
import { cookieValue } from "./cookies.ts";
import type { Principal } from "./principal.ts";
import type { UploadedFiles } from "./uploaded-file.ts";

/**
 * One step on the way of a request. It answers by throwing an error of the catalogue, or lets the
 * request pass. It returns a promise only when it really waits.
 */
export type Stage = (context: RequestContext) => void | Promise<void>;

/** Serialises a body for one status; undefined means no body. */
export type Serialise = (body: unknown) => string | Uint8Array | undefined;

/** A route with everything resolved that can be resolved at boot. */
export interface CompiledRoute {
  readonly policy: RoutePolicy;
  readonly stages: readonly Stage[];
  /** Status of a plain result. */
  readonly firstStatus: number;
  readonly serialisers: ReadonlyMap<number, Serialise>;
  /** Whether good answers may be kept by others: they get a tag, and 304 where it is known. */
  readonly isStorable: boolean;
  /** Headers of every good answer of this route: name, value, name, value. */
  readonly headers: { readonly plain: readonly string[]; readonly secure: readonly string[] };
  readonly recorder: RouteRecorder;
}

/**
 * One request on its way through the stages. A class with fixed fields, because one is made for
 * every request and the engine keeps such objects cheap.
 */
export class RequestContext {
  readonly raw: IncomingMessage;
  readonly rawReply: ServerResponse;
  readonly route: CompiledRoute;
  readonly requestId: string;
  /** Milliseconds of a monotonic clock at arrival. */
  readonly startedAt: number;
  /** The client's address, resolved through the declared proxies only. */
  readonly clientAddress: string;
  /** Whether the client speaks HTTPS, as far as the declared proxies say. */
  readonly secure: boolean;
  params: unknown;
  query: unknown = undefined;
  body: unknown = undefined;
  /** The bytes that `body` was parsed from, exactly as they came. */
  rawBody: Uint8Array | undefined = undefined;
  /** The files of the form, by field; undefined on routes that take none. */
  files: UploadedFiles | undefined = undefined;
  /** The names that the client gave to its files, by field: to be looked at, never to be used. */
  fileNames: Readonly<Record<string, readonly string[]>> | undefined = undefined;
  principal: Principal | undefined = undefined;
  /** Headers that stages add to the answer: name, value, name, value. */
  readonly replyHeaders: string[] = [];
  /** What the handler gave back. */
  result: Reply | undefined = undefined;
  /** True once an answer left or the client is gone; later results are dropped. */
  settled = false;
  /** The trace that the request is part of; undefined where nobody follows it. */
  trace: ActiveTrace | undefined = undefined;
  /** When the head of a streamed answer left; milliseconds of the monotonic clock. */
  answeredAt: number | undefined = undefined;
  /** What the client said behind a request to leave HTTP; undefined for every other request. */
  upgradeHead: Uint8Array | undefined = undefined;
  #abort: AbortController | undefined = undefined;

  constructor(
    raw: IncomingMessage,
    rawReply: ServerResponse,
    route: CompiledRoute,
    arrival: {
      readonly requestId: string;
      readonly startedAt: number;
      readonly clientAddress: string;
      readonly secure: boolean;
      readonly params: unknown;
    },
  ) {
    this.raw = raw;
    this.rawReply = rawReply;
    this.route = route;
    this.requestId = arrival.requestId;
    this.startedAt = arrival.startedAt;
    this.clientAddress = arrival.clientAddress;
    this.secure = arrival.secure;
    this.params = arrival.params;
  }

  /** Aborted when the client leaves or the route's time-out ends. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  /** Ends whatever waits on `signal`. */
  abort(reason: unknown): void {
    this.#abort?.abort(reason);
  }

  /**
   * A request header by its lower-case name; joined text where it came several times. If-Match names
   * tags as the route gave them, in whatever coding their answers left.
   */
  header(name: string): string | undefined {
    const value = this.raw.headers[name];
    const text = Array.isArray(value) ? value.join(", ") : value;
    return name === "if-match" && text !== undefined ? withoutCodings(text) : text;
  }

  /** A cookie of the request. */
  cookie(name: string): string | undefined {
    return cookieValue(this.raw.headers.cookie, name);
  }

  /** Adds a header to whatever answer leaves, errors included. */
  addHeader(name: string, value: string): void {
    this.replyHeaders.push(name, value);
  }
}
