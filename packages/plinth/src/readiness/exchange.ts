import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Answer, Ask } from "./target.ts";

/** Longest wait for a whole answer, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 5_000;
/** Largest answer that is read; OpenAPI documents are the largest that are needed. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** The target gave no answer, or none that can be read: a finding in itself where one was due. */
export class NoAnswerError extends Error {}

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

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const toAnswer = (
  options: ExchangeOptions,
  status: number,
  rawHeaders: readonly string[],
  text: string,
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
  return {
    status,
    headers,
    headerLines,
    cookies: headerLines.filter(([name]) => name === "set-cookie").map(([, value]) => value),
    text,
    json: parseJson(text),
    asked: { ...options.ask, method: options.ask.method ?? "GET", path: options.path },
  };
};

/**
 * Sends one request on a connection of its own and reads the answer whole. Node's own client, not
 * fetch: that one tidies paths, forbids methods and headers, and joins what came twice.
 * @throws {NoAnswerError} when there is no answer, none in time, or too large a one.
 */
export const exchange = (options: ExchangeOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { base, ask, from, signal } = options;
    const { text, headers } = payloadOf(ask);
    const send = base.protocol === "https:" ? requestHttps : requestHttp;
    const timeoutMs = ask.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const prefix = base.pathname === "/" ? "" : base.pathname.replace(/\/$/, "");
    const request = send({
      hostname: base.hostname.replace(/^\[|\]$/g, ""),
      ...(base.port === "" ? {} : { port: Number(base.port) }),
      path: `${prefix}${options.path}`,
      method: ask.method ?? "GET",
      headers: { "User-Agent": "plinth-audit", Accept: "application/json", ...headers },
      agent: false,
      ...(from === undefined ? {} : { localAddress: from }),
      ...(signal === undefined ? {} : { signal }),
    });
    const what = `${ask.method ?? "GET"} ${options.path.slice(0, 80)}`;
    const timer = setTimeout(
      () => request.destroy(new NoAnswerError(`${what}: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    let isDone = false;
    const end = (settle: () => void): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      settle();
      request.destroy();
    };
    request.on("error", (fault: NodeJS.ErrnoException) =>
      end(() =>
        reject(fault.code === undefined ? fault : new NoAnswerError(`${what}: ${fault.code}`)),
      ),
    );
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) {
          end(() =>
            reject(new NoAnswerError(`${what}: the answer is larger than ${MAX_ANSWER_BYTES}`)),
          );
          return;
        }
        chunks.push(chunk);
      });
      response.on("error", () =>
        end(() => reject(new NoAnswerError(`${what}: the answer broke off`))),
      );
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        const { statusCode, rawHeaders } = response;
        end(() => resolve(toAnswer(options, statusCode ?? 0, rawHeaders, body)));
      });
    });
    if (text !== undefined) request.write(text);
    // A length that is announced but not sent, or a body without end, must stay open.
    if (ask.contentLength === undefined && ask.isUnfinished !== true) request.end();
    else request.flushHeaders();
  });
