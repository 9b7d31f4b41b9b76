import type { RequestListener as NodeListener, Server, ServerOptions } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Random, StartTimer } from "#core";

/**
 * The protocol as REQUIREMENTS WEB-10 lists it: TLS 1.2 and 1.3; every suite has forward secrecy and
 * authenticated encryption (RFC 9325 section 4.2). Node's own list still holds CBC suites.
 */
export const TLS_CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
] as const;

const SETTINGS = {
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.3",
  ciphers: TLS_CIPHERS.join(":"),
  honorCipherOrder: true,
  // The first is a hybrid with ML-KEM: what is recorded today stays closed to tomorrow's machines.
  ecdhCurve: "X25519MLKEM768:X25519:P-256:P-384",
} as const;

/** Milliseconds within which a connection has to have shaken hands. */
const HANDSHAKE_MS = 10_000;
/** Tickets are sealed with a key that lives so long: who finds one opens no more than that. */
const TICKET_KEY_MS = 12 * 3_600_000;
const TICKET_KEY_BYTES = 48;

/** What is served: a certificate with its chain, and the key; both as PEM. */
export interface TlsIdentity {
  readonly chain: string;
  readonly key: string;
}

/** Makes the server of a listener. */
export type CreateServer = (options: ServerOptions, listener: NodeListener) => Server;

/** Servers that speak TLS, and what changes while they run. */
export interface TlsListener {
  readonly create: CreateServer;
  /** Serves another identity from the next connection on; those that stand keep theirs. */
  readonly renew: (identity: TlsIdentity) => void;
  /** Stops the rotation of ticket keys. */
  readonly close: () => void;
}

/** Whether a connection failed before it spoke HTTP. */
export const isHandshakeFault = ({ code = "" }: NodeJS.ErrnoException): boolean =>
  /^ERR_(?:SSL|TLS|OSSL)_|^EPROTO$/.test(code);

const contextOf = ({ chain, key }: TlsIdentity) => ({ ...SETTINGS, cert: chain, key });

/** Builds the maker of TLS servers (WEB-10, WEB-12). Only HTTP/1.1 is spoken. */
export const createTlsListener = (options: {
  readonly identity: TlsIdentity;
  readonly random: Random;
  readonly startTimer: StartTimer;
}): TlsListener => {
  const servers = new Set<TlsServer>();
  const newTicketKey = (): Buffer => Buffer.from(options.random.bytes(TICKET_KEY_BYTES));
  let { identity } = options;
  let ticketKey = newTicketKey();
  let isClosed = false;
  let cancel = (): void => undefined;

  const rotate = (): void => {
    ticketKey = newTicketKey();
    for (const server of servers) server.setTicketKeys(ticketKey);
    if (!isClosed) cancel = options.startTimer(TICKET_KEY_MS, rotate);
  };

  return {
    create: (serverOptions, listener) => {
      const server = createTlsServer(
        {
          ...serverOptions,
          ...contextOf(identity),
          ALPNProtocols: ["http/1.1"],
          handshakeTimeout: HANDSHAKE_MS,
          ticketKeys: ticketKey,
          sessionTimeout: TICKET_KEY_MS / 1_000,
        },
        listener,
      );
      servers.add(server);
      server.once("close", () => servers.delete(server));
      if (servers.size === 1) cancel = options.startTimer(TICKET_KEY_MS, rotate);
      return server;
    },
    renew: (next) => {
      identity = next;
      for (const server of servers) {
        server.setSecureContext({ ...contextOf(next), ticketKeys: ticketKey });
      }
    },
    close: () => {
      isClosed = true;
      cancel();
    },
  };
};
