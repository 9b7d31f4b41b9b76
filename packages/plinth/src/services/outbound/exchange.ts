import { connect as connectPlain, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { buildConnector } from "undici";
import { ACCEPTED_ENCODINGS, readBody } from "./answer-body.ts";
import type { Outgoing } from "./request.ts";
import { bareHost, portOf } from "./target.ts";
import type { Watch } from "./watch.ts";

/** Largest head of an answer. */
const MAX_HEAD_BYTES = 16_384;

/** One request to one server. */
export interface Hop {
  readonly url: URL;
  /** The checked addresses; no other is connected to. */
  readonly addresses: readonly string[];
  readonly outgoing: Outgoing;
  readonly watch: Watch;
  readonly maxBytes: number;
  /** Authorities to trust in the place of the well-known ones, as PEM. */
  readonly ca: string | undefined;
}

/** The answer to one request; the body of a redirect is not read. */
export interface HopAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly location: string | undefined;
  readonly bytes: Uint8Array;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Whatever name is asked for, these addresses are the answer: nobody is asked a second time. */
const answering =
  (addresses: readonly string[]): LookupFunction =>
  (_name, options, callback) => {
    const answers = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = answers;
    if (first === undefined) callback(new Error("no address"), "");
    else if (options.all === true) callback(null, answers);
    else callback(null, first.address, first.family);
  };

const openSocket = ({ url, addresses, ca }: Hop): Socket => {
  const host = bareHost(url);
  const to = {
    // An address is connected to without a look-up.
    host: isIP(host) === 0 ? host : (addresses[0] ?? ""),
    port: portOf(url),
    lookup: answering(addresses),
  };
  if (url.protocol !== "https:") return connectPlain(to);
  return connectTls({
    ...to,
    ALPNProtocols: ["http/1.1"],
    // The certificate is the name's, whatever address it is connected to by.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
};

/** The connector of one hop: its socket ends with the watch, also while it is still connecting. */
const connectorOf =
  (hop: Hop): buildConnector.connector =>
  (_options, callback) => {
    const socket = openSocket(hop);
    const end = (): void => void socket.destroy();
    hop.watch.signal.addEventListener("abort", end, { once: true });
    socket.once("close", () => hop.watch.signal.removeEventListener("abort", end));
    let isTold = false;
    const tell = (fault: Error | null): void => {
      if (isTold) return;
      isTold = true;
      if (fault === null) {
        hop.watch.begin("idle");
        callback(null, socket);
      } else callback(fault, null);
    };
    socket.setNoDelay(true);
    socket.once(hop.url.protocol === "https:" ? "secureConnect" : "connect", () => tell(null));
    socket.on("error", tell);
    socket.once("close", () => tell(new Error("closed while connecting")));
  };

const joined = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> => {
  const result: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = typeof value === "string" ? value : value.join(", ");
  }
  return result;
};

/**
 * Sends one request over a connection of its own: what was checked for one call is never used for
 * another that has other rules. Rejects with the reason of the watch, errors of undici and zlib, or
 * those of the catalogue.
 */
export const exchange = async (hop: Hop): Promise<HopAnswer> => {
  const { url, outgoing, watch } = hop;
  // Loaded for the first call: a start that makes none is the quicker for it, and smaller.
  const { Client } = await import("undici");
  const client = new Client(url.origin, {
    connect: connectorOf(hop),
    allowH2: false,
    maxHeaderSize: MAX_HEAD_BYTES,
    // The watch does both, and by the clock that it is given.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const reply = await client.request({
      method: outgoing.method,
      path: `${url.pathname}${url.search}`,
      headers: { ...outgoing.headers, "accept-encoding": ACCEPTED_ENCODINGS },
      body: outgoing.body ?? null,
      signal: watch.signal,
    });
    watch.begin("idle");
    // Whoever leaves the body unread still has to hear how it ended.
    reply.body.on("error", () => undefined);
    const headers = joined(reply.headers);
    const { statusCode: status } = reply;
    if (REDIRECTS.includes(status)) {
      return { status, headers, location: headers["location"] ?? "", bytes: Buffer.alloc(0) };
    }
    const isEmpty = outgoing.method === "HEAD" || status === 204 || status === 304;
    const bytes = await readBody(reply.body, {
      encoding: isEmpty ? "" : (headers["content-encoding"] ?? ""),
      maxBytes: hop.maxBytes,
      onChunk: () => watch.begin("idle"),
    });
    return { status, headers, location: undefined, bytes };
  } finally {
    await client.destroy();
  }
};
