import { createConnection, type Socket } from "node:net";

/** One answer. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name; the last of several. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A connection on which many requests may be on their way at once, and half ones too. */
export interface Connection {
  /** Writes bytes of requests; whole ones or the beginning of one. */
  readonly write: (text: string) => void;
  /** The next answer, in the order of the requests. Rejects when none comes. */
  readonly next: () => Promise<RawAnswer>;
  readonly close: () => void;
}

interface Waiting {
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (fault: Error) => void;
}

const parseHead = (head: string): RawAnswer => {
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
  return { status: Number(first.split(" ")[1]), headers: Object.fromEntries(headers) };
};

/** Takes whole answers from the front of what has come; returns the rest. */
const takeAnswers = (text: string, onAnswer: (answer: RawAnswer) => void): string => {
  let from = 0;
  for (;;) {
    const end = text.indexOf("\r\n\r\n", from);
    if (end === -1) return text.slice(from);
    const answer = parseHead(text.slice(from, end));
    const until = end + 4 + Number(answer.headers["content-length"] ?? 0);
    if (text.length < until) return text.slice(from);
    from = until;
    // An interim answer announces the real one.
    if (answer.status >= 200) onAnswer(answer);
  }
};

const listen = (socket: Socket, waiting: Waiting[], answers: RawAnswer[]): void => {
  let text = "";
  // One character for each byte, so that lengths are those of the wire.
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    text = takeAnswers(text + chunk, (answer) => {
      const first = waiting.shift();
      if (first === undefined) answers.push(answer);
      else first.resolve(answer);
    });
  });
  const end = (reason: string) => () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(reason));
  };
  socket.on("error", end("the connection broke"));
  socket.on("close", end("the connection was closed without an answer"));
};

/** Connects to a port of 127.0.0.1; what is silent for longer than `patienceMs` is given up. */
export const connect = async (port: number, patienceMs: number): Promise<Connection> => {
  const socket = createConnection({ host: "127.0.0.1", port, noDelay: true });
  const waiting: Waiting[] = [];
  const answers: RawAnswer[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  socket.setTimeout(patienceMs, () => socket.destroy());
  listen(socket, waiting, answers);
  return {
    write: (text) => {
      socket.write(text, "latin1");
    },
    next: () => {
      const ready = answers.shift();
      if (ready !== undefined) return Promise.resolve(ready);
      if (socket.destroyed) return Promise.reject(new Error("the connection is closed"));
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    close: () => socket.destroy(),
  };
};
