import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** An answer takes longer than this: it is none. */
const LIMIT_MS = 2_000;
/** The first line of an answer is within this many bytes. */
const MOST_BYTES = 4_096;

/** What is asked. */
export interface AskParts {
  /** Where the process listens, such as http://127.0.0.1:8000. */
  readonly url: string;
  /** The name under which people reach it. */
  readonly host: string;
  readonly path: string;
  /** Milliseconds after which no answer is a bad one; two seconds where it is absent. */
  readonly limitMs?: number;
}

const NOWHERE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

const openSocket = ({ url, host }: AskParts): Socket => {
  const { protocol, hostname, port } = new URL(url);
  const bare = hostname.replace(/^\[|\]$/g, "");
  const way = { host: NOWHERE[bare] ?? bare, port: Number(port) };
  if (protocol !== "https:") return connect(way);
  // Who answers is this very process. Whether its certificate is a good one is a check of its own.
  // plinth-audit-allow certificates-not-checked: nothing secret is sent to it
  return connectTls({ ...way, servername: host.split(":")[0] ?? "", rejectUnauthorized: false });
};

/**
 * Asks a listener as anybody would: a new connection, a whole request, the first line of the answer.
 * Good is an answer in time that is no server error, of a path that is there. Never rejects.
 */
export const askListener = (parts: AskParts): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = openSocket(parts);
    let text = "";
    const end = (isGood: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isGood);
    };
    const timer = setTimeout(() => end(false), parts.limitMs ?? LIMIT_MS);
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
      if (status !== undefined) end(Number(status) < 500 && status !== "404");
      else if (text.length > MOST_BYTES) end(false);
    });
    socket.on("connect", () => {
      socket.write(
        `GET ${parts.path} HTTP/1.1\r\nHost: ${parts.host}\r\nUser-Agent: plinth-prober\r\nConnection: close\r\n\r\n`,
      );
    });
  });
