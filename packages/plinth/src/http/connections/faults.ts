import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ProtocolFault } from "./reasons.ts";
import type { ConnectionSignals } from "./signals.ts";

/** An answer to something that no route sees. */
export interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly reason: ProtocolFault;
}

const BAD_REQUEST: Refusal = { status: 400, title: "Bad Request", reason: "malformed" };

/** Answers by the code of the fault that Node's parser gives. */
const PARSER_FAULTS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    title: "Request Header Fields Too Large",
    reason: "header-too-large",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    title: "Content Too Large",
    reason: "ambiguous-framing",
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, title: "Request Timeout", reason: "timeout" },
};

const TARGET_TOO_LONG: Refusal = { status: 414, title: "URI Too Long", reason: "target-too-long" };

/** Headers as they go over the wire, from a flat list of names and values. */
const headerLines = (flat: readonly string[]): string =>
  flat.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");

const bodyOf = ({ status, title }: Refusal): string =>
  JSON.stringify({ type: "about:blank", title, status, code: "BAD_REQUEST" });

type ParserFault = NodeJS.ErrnoException & {
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
};

/** Headers that overflow before the first line has ended: it is the target that is too long. */
const isTargetTooLong = ({ code, rawPacket, bytesParsed }: ParserFault, socket: Socket): boolean =>
  code === "HPE_HEADER_OVERFLOW" &&
  rawPacket !== undefined &&
  rawPacket.length === socket.bytesRead &&
  !rawPacket.subarray(0, bytesParsed).includes("\n");

/**
 * Lets an answer that is under way finish, and the connection with it: one more in its place would be
 * taken for it. False where the fault is in the body of the very request that waits.
 */
const endsWithAnswer = (socket: Socket): boolean => {
  const { _httpMessage: reply } = socket as Socket & { _httpMessage?: ServerResponse | null };
  if (!reply || !(reply.headersSent || reply.req.complete)) return false;
  reply.shouldKeepAlive = false;
  reply.once("finish", () => socket.destroySoon());
  return true;
};

/** Answers where no route does. */
export interface FaultAnswers {
  /** What never became a request: malformed framing, oversized headers, slow headers. */
  readonly onParserFault: (fault: ParserFault, socket: Socket) => void;
  /** A request that the parser took. */
  readonly refuse: (refusal: Refusal, reply: ServerResponse) => void;
}

/**
 * Builds the answers. The security headers, `fixed`, stand on them too (WEB-01), and each ends its
 * connection: nobody knows what follows.
 */
export const createFaultAnswers = (
  fixed: readonly string[],
  signals: ConnectionSignals,
): FaultAnswers => {
  const common = [
    ...fixed,
    ...["Connection", "close", "Cache-Control", "no-store"],
    ...["Content-Type", "application/problem+json"],
  ];
  const lines = headerLines(common);
  const answered = new WeakSet<Socket>();
  return {
    onParserFault: (fault, socket) => {
      if (fault.code === "ECONNRESET" || !socket.writable) {
        socket.destroy();
        return;
      }
      // More bytes of the same may come while the answer is on its way.
      if (answered.has(socket)) return;
      answered.add(socket);
      const refusal = isTargetTooLong(fault, socket)
        ? TARGET_TOO_LONG
        : (PARSER_FAULTS[fault.code ?? ""] ?? BAD_REQUEST);
      signals.fault(refusal.reason, socket);
      if (endsWithAnswer(socket)) return;
      const body = bodyOf(refusal);
      const head = `HTTP/1.1 ${refusal.status} ${refusal.title}\r\n${lines}`;
      socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      // Ended on our side; a client that goes on sending must not keep it.
      socket.once("finish", () => socket.destroy());
    },
    refuse: (refusal, reply) => {
      signals.fault(refusal.reason, reply.req.socket);
      const body = bodyOf(refusal);
      reply.writeHead(refusal.status, [
        ...common,
        "Content-Length",
        String(Buffer.byteLength(body)),
      ]);
      reply.end(body);
    },
  };
};
