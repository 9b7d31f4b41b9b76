import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { kindOfCode, NoAnswerError } from "./opening/no-answer.ts";
import type { Offer } from "./opening/offer.ts";
import type { Trust } from "./opening/trust.ts";
import type { Target } from "./target.ts";

/** Longest wait for a connection, in milliseconds. */
const CONNECT_MS = 5_000;

/** Where to connect to. */
export interface ConnectionOptions {
  readonly base: URL;
  /** Address on this machine to call from. */
  readonly from?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Which certificates are taken. */
  readonly trust?: Trust | undefined;
  readonly offer?: Offer | undefined;
}

/** How TLS is begun with a host. */
const tlsOptions = (host: string, { trust, offer = {} }: ConnectionOptions) => {
  const { version, ciphers, isVerified } = offer;
  return {
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(trust?.ca === undefined ? {} : { ca: trust.ca }),
    rejectUnauthorized: isVerified ?? trust?.isInsecure !== true,
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
  };
};

/**
 * Opens a connection over which bytes can be sent that no client library would send.
 * @throws {NoAnswerError} when there is none in time.
 */
export const openConnection = (options: ConnectionOptions): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { base, from, signal, offer = {} } = options;
    const isSecure = base.protocol === "https:" && offer.isPlain !== true;
    const host = base.hostname.replace(/^\[|\]$/g, "");
    const own = base.port === "" ? (isSecure ? 443 : 80) : Number(base.port);
    const port = offer.port ?? own;
    const way = { host, port, ...(from === undefined ? {} : { localAddress: from }) };
    const secure = tlsOptions(host, options);
    const socket = isSecure ? connectTls({ ...way, ...secure }) : connect(way);
    const timer = setTimeout(() => socket.destroy(new Error("no connection in time")), CONNECT_MS);
    const fail = (fault: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      const kind = kindOfCode(fault.code ?? "ETIMEDOUT");
      reject(new NoAnswerError(`no connection: ${fault.code ?? fault.message}`, kind));
    };
    socket.once("error", fail);
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      // A reset is one way of being refused; what came before it counts.
      socket.on("error", () => undefined);
      resolve(socket);
    });
    signal?.addEventListener("abort", () => socket.destroy(), { once: true });
  });

/** What came over a connection. */
export interface Overheard {
  /** Status codes of all answers, in their order. */
  readonly statuses: readonly number[];
  readonly text: string;
  /** Whether the other side ended the connection within the wait. */
  readonly isClosed: boolean;
}

/** Most bytes that are kept of what comes. */
const MAX_BYTES = 1_000_000;

/** Sends bytes, then listens until the other side ends the connection or the wait is over. */
export const overhear = (socket: Socket, bytes: string, waitMs: number): Promise<Overheard> =>
  new Promise((resolve) => {
    let text = "";
    const end = (isClosed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      const found = text.matchAll(/HTTP\/1\.[01] (\d{3}) /g);
      resolve({ statuses: [...found].map(([, status]) => Number(status)), text, isClosed });
    };
    const timer = setTimeout(() => end(false), waitMs);
    socket.on("data", (chunk: Buffer) => {
      if (text.length < MAX_BYTES) text += chunk.toString("latin1");
    });
    socket.once("close", () => end(true));
    if (bytes !== "") socket.write(Buffer.from(bytes, "latin1"));
  });

/** What the Host field of a request to the target says. */
export const hostOf = ({ url }: Pick<Target, "url">): string => new URL(url).host;

/** A request as bytes: its first line and fields, with an empty line at their end. */
export const rawHead = (...lines: readonly string[]): string => `${lines.join("\r\n")}\r\n\r\n`;
