import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { createAnswerReader } from "./answer-reader.ts";

/** Why a request has no answer. */
export const FAULTS = [
  "refused",
  "reset",
  "timeout",
  "garbage",
  "closed",
  "unreachable",
  "tls",
  "no-socket",
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** Where connections go to, and from. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Name for TLS and certificate; undefined for plain HTTP. */
  readonly tlsName: string | undefined;
  /** Accepts any certificate. */
  readonly isInsecure: boolean;
}

/** What came of one request. */
export interface Outcome {
  /** Status of the answer; 0 where there is none. */
  readonly status: number;
  readonly fault: FaultKind | undefined;
  /** Whether the request left: without a connection, the server knows nothing of it. */
  readonly wasSent: boolean;
  /** Bytes of the answer. */
  readonly bytes: number;
  /** The body where it was asked for. */
  readonly body: Buffer | undefined;
}

/** How a request is sent. */
export interface Send {
  readonly bytes: Buffer;
  readonly isHead: boolean;
  readonly keepsBody: boolean;
}

/** One client: one connection, kept and made anew as needed, one request on its way at a time. */
export interface Connection {
  /** Opens the connection without sending anything. */
  readonly open: () => void;
  /** Sends; `onOutcome` is called exactly once for it. */
  readonly send: (request: Send) => void;
  /** Ends what takes longer than allowed; called now and then with the time of a monotonic clock. */
  readonly sweep: (now: number) => void;
  readonly isOpen: () => boolean;
  readonly close: () => void;
}

/** What a connection is made from. */
export interface ConnectionParts {
  readonly endpoint: Endpoint;
  /** Address to call from; undefined lets the system choose. */
  readonly localAddress: string | undefined;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly onOutcome: (outcome: Outcome) => void;
  readonly onOpened?: () => void;
}

const FAULT_OF_CODE: Readonly<Record<string, FaultKind>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  EPIPE: "reset",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
  EADDRNOTAVAIL: "no-socket",
  EMFILE: "no-socket",
  ENFILE: "no-socket",
};

const faultOf = (error: NodeJS.ErrnoException): FaultKind => {
  const code = error.code ?? "";
  const isTls = code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS") || /CERT|SIGN/.test(code);
  return FAULT_OF_CODE[code] ?? (isTls ? "tls" : "reset");
};

const dial = ({ endpoint, localAddress }: ConnectionParts): Socket => {
  const { host, port, tlsName, isInsecure } = endpoint;
  const where = {
    host,
    port,
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
  };
  if (tlsName === undefined) return connectPlain(where);
  const named = /^[\d.]+$|:/.test(tlsName) ? {} : { servername: tlsName };
  return connectTls({ ...where, ...named, rejectUnauthorized: !isInsecure });
};

/** Builds a connection; nothing is opened before `open` or `send`. */
export const createConnection = (parts: ConnectionParts): Connection => {
  const reader = createAnswerReader();
  let socket: Socket | undefined;
  let isReady = false;
  let waiting: Send | undefined;
  let isBusy = false;
  let deadline = 0;
  let isClosed = false;

  const forget = (): void => {
    const old = socket;
    socket = undefined;
    isReady = false;
    old?.destroy();
  };

  const settle = (outcome: Outcome): void => {
    if (!isBusy) return;
    isBusy = false;
    waiting = undefined;
    parts.onOutcome(outcome);
  };

  const fail = (fault: FaultKind): void => {
    const wasSent = isReady;
    forget();
    settle({ status: 0, fault, wasSent, bytes: 0, body: undefined });
  };

  const finish = (keepsBody: boolean): void => {
    const outcome: Outcome = {
      status: reader.status(),
      fault: undefined,
      wasSent: true,
      bytes: reader.bytes(),
      body: keepsBody ? reader.body() : undefined,
    };
    if (!reader.staysOpen()) forget();
    settle(outcome);
  };

  const write = (): void => {
    if (waiting === undefined || socket === undefined) return;
    reader.expect(waiting);
    socket.write(waiting.bytes);
  };

  const open = (): void => {
    if (socket !== undefined || isClosed) return;
    const own = dial(parts);
    socket = own;
    const isCurrent = (): boolean => socket === own;
    own.on(parts.endpoint.tlsName === undefined ? "connect" : "secureConnect", () => {
      if (!isCurrent()) return;
      isReady = true;
      parts.onOpened?.();
      write();
    });
    own.on("data", (chunk) => {
      if (!isCurrent()) return;
      // Nobody asked; what is read into the next answer would be somebody else's.
      if (!isBusy) return forget();
      const keepsBody = waiting?.keepsBody ?? false;
      const state = reader.push(chunk);
      if (state === "done") finish(keepsBody);
      else if (state === "garbage") fail("garbage");
    });
    own.on("error", (error) => {
      if (isCurrent()) fail(faultOf(error));
    });
    own.on("close", () => {
      if (!isCurrent()) return;
      if (isBusy && reader.endsWithConnection()) finish(waiting?.keepsBody ?? false);
      else fail("closed");
    });
  };

  return {
    open,
    send: (request) => {
      waiting = request;
      isBusy = true;
      deadline = parts.now() + parts.timeoutMs;
      if (socket === undefined) open();
      else if (isReady) write();
    },
    sweep: (now) => {
      if (isBusy && now > deadline) fail("timeout");
    },
    isOpen: () => isReady,
    close: () => {
      isClosed = true;
      isBusy = false;
      forget();
    },
  };
};
