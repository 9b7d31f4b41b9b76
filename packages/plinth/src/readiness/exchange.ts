import { type RequestOptions, request as requestHttps } from "node:https";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { nodeHttp } from "#core";
import { kindOfCode, NoAnswerError, type NoAnswerKind } from "./opening/no-answer.ts";
import type { Trust } from "./opening/trust.ts";
import type { Answer, Ask } from "./target.ts";

/** Longest wait for a whole answer, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 5_000;
/** Largest answer that is read; OpenAPI documents are the largest that are needed. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** For how long a stream of events is listened to, in milliseconds. */
const DEFAULT_EVENTS_MS = 500;

export { NoAnswerError };

/** One request on the wire. */
export interface ExchangeOptions {
  /** Scheme, host and port, and a path prefix if there is one. */
  readonly base: URL;
  /** Sent exactly as written: paths that other clients would tidy up are what probes ask for. */
  readonly path: string;
  readonly ask: Ask;
  /** Address on this machine to call from. */
  readonly from?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Which certificates are taken. */
  readonly trust?: Trust | undefined;
  /** Milliseconds for a whole answer where the request says nothing else. */
  readonly timeoutMs?: number | undefined;
  /** Hears how many bytes went over the wire, once, at the end. */
  readonly onTraffic?: ((sent: number, received: number) => void) | undefined;
}

interface Payload {
  readonly text: string | Uint8Array | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const payloadOf = ({ body, headers = {}, contentLength, isUnfinished }: Ask): Payload => {
  const isRaw = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  const text = isRaw ? body : JSON.stringify(body);
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  const type = isRaw || isTyped ? {} : { "Content-Type": "application/json" };
  const announced = contentLength ?? (text === undefined ? undefined : Buffer.byteLength(text));
  const length: Record<string, string> =
    isUnfinished === true || announced === undefined ? {} : { "Content-Length": String(announced) };
  return { text, headers: { ...type, ...length, ...headers } };
};

const maxOutputLength = MAX_ANSWER_BYTES;

/** What cannot be read in the coding that it names is no text. */
const decodedText = (body: Buffer, coding: string | undefined): string => {
  try {
    if (coding === "br") return brotliDecompressSync(body, { maxOutputLength }).toString();
    if (coding === "gzip") return gunzipSync(body, { maxOutputLength }).toString();
  } catch {
    // An answer to HEAD has no bytes, and a hostile one whatever it likes.
    return "";
  }
  return body.toString();
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Takes bytes as they come into one piece: a million chunks of one byte must not cost a million objects. */
const createBody = () => {
  let bytes = Buffer.alloc(0);
  let size = 0;
  return {
    /** False when it is too much. */
    add: (chunk: Buffer): boolean => {
      if (size + chunk.length > MAX_ANSWER_BYTES) return false;
      if (size + chunk.length > bytes.length) {
        const larger = Buffer.alloc(Math.max(16_384, 2 * (size + chunk.length)));
        bytes.copy(larger, 0, 0, size);
        bytes = larger;
      }
      chunk.copy(bytes, size);
      size += chunk.length;
      return true;
    },
    whole: (): Buffer => bytes.subarray(0, size),
  };
};

const toAnswer = (
  options: ExchangeOptions,
  status: number,
  rawHeaders: readonly string[],
  body: Buffer,
): Answer => {
  const headerLines: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headerLines.push([(rawHeaders[at] ?? "").toLowerCase(), rawHeaders[at + 1] ?? ""]);
  }
  const headers = new Map<string, string>();
  for (const [name, value] of headerLines) {
    if (name === "set-cookie") continue;
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const text = decodedText(body, headers.get("content-encoding"));
  return {
    status,
    headers,
    headerLines,
    cookies: headerLines.filter(([name]) => name === "set-cookie").map(([, value]) => value),
    text,
    bytes: body.length,
    json: parseJson(text),
    asked: { ...options.ask, method: options.ask.method ?? "GET", path: options.path },
  };
};

const optionsOf = (options: ExchangeOptions, headers: Payload["headers"]): RequestOptions => {
  const { base, path, ask, from, signal, trust } = options;
  const prefix = base.pathname === "/" ? "" : base.pathname.replace(/\/$/, "");
  return {
    hostname: base.hostname.replace(/^\[|\]$/g, ""),
    ...(base.port === "" ? {} : { port: Number(base.port) }),
    path: `${prefix}${path}`,
    method: ask.method ?? "GET",
    headers: { "User-Agent": "plinth-audit", Accept: "application/json", ...headers },
    agent: false,
    ...(from === undefined ? {} : { localAddress: from }),
    ...(signal === undefined ? {} : { signal }),
    ...(trust?.ca === undefined ? {} : { ca: trust.ca }),
    // plinth-audit-allow certificates-not-checked: only where --insecure asks for it
    ...(trust?.isInsecure === true ? { rejectUnauthorized: false } : {}),
  };
};

/** Hashing a password is slow on purpose, and waits its turn where a machine has much to do. */
const PATIENCE = 3;

/** Milliseconds for a whole answer: more for what is asked for patiently, of which no speed is claimed. */
const timeoutOf = ({ ask, timeoutMs = DEFAULT_TIMEOUT_MS }: ExchangeOptions): number =>
  ask.timeoutMs ?? (ask.isPatient === true ? PATIENCE * timeoutMs : timeoutMs);

/**
 * Sends one request on a connection of its own and reads the answer whole. Node's own client, not
 * fetch: that one tidies paths, forbids methods and headers, joins what came twice and unpacks what
 * is packed.
 * @throws {NoAnswerError} when there is no answer, none in time, or too large a one.
 */
export const exchange = (options: ExchangeOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { base, ask } = options;
    const { text, headers } = payloadOf(ask);
    const send = base.protocol === "https:" ? requestHttps : nodeHttp.request;
    const timeoutMs = timeoutOf(options);
    const request = send(optionsOf(options, headers));
    const what = `${ask.method ?? "GET"} ${options.path.slice(0, 80)}`;
    let isDone = false;
    const end = (settle: () => void): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      options.onTraffic?.(request.socket?.bytesWritten ?? 0, request.socket?.bytesRead ?? 0);
      settle();
      request.destroy();
    };
    const giveUp = (why: string, kind: NoAnswerKind): void =>
      end(() => reject(new NoAnswerError(`${what}: ${why}`, kind)));
    const timer = setTimeout(() => giveUp(`no answer in ${timeoutMs} ms`, "silent"), timeoutMs);
    request.on("error", (fault: NodeJS.ErrnoException) => {
      if (options.signal?.aborted === true) end(() => reject(options.signal?.reason ?? fault));
      else giveUp(fault.code ?? fault.message, kindOfCode(fault.code ?? ""));
    });
    request.on("upgrade", () => giveUp("the answer changes the protocol", "not-http"));
    request.on("response", (response) => {
      const body = createBody();
      response.on("data", (chunk: Buffer) => {
        if (!body.add(chunk)) {
          giveUp(`the answer is larger than ${MAX_ANSWER_BYTES}`, "too-large");
        }
      });
      response.on("error", () => giveUp("the answer broke off", "broken"));
      const take = (): void => {
        const { statusCode, rawHeaders } = response;
        end(() => resolve(toAnswer(options, statusCode ?? 0, rawHeaders, body.whole())));
      };
      response.on("end", take);
      // Events go on for hours: what came of them until then is the answer.
      if (/^text\/event-stream\b/i.test(response.headers["content-type"] ?? "")) {
        setTimeout(take, ask.eventsMs ?? DEFAULT_EVENTS_MS).unref();
      }
    });
    if (text !== undefined) request.write(text);
    // A length that is announced but not sent, or a body without end, must stay open.
    if (ask.contentLength === undefined && ask.isUnfinished !== true) request.end();
    else request.flushHeaders();
  });
