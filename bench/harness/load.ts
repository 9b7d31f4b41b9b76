import { connect, type Socket } from "node:net";

/** Raw bytes of one HTTP/1.1 keep-alive request. */
export function encodeRequest(
  method: "GET" | "POST",
  path: string,
  headers: Readonly<Record<string, string>>,
  body = "",
): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1", "accept: application/json"];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== "") {
    lines.push("content-type: application/json", `content-length: ${Buffer.byteLength(body)}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** What one stretch of load saw. Latencies in milliseconds. */
export interface LoadResult {
  readonly latencies: readonly number[];
  readonly statuses: Readonly<Record<string, number>>;
  /** Connections that failed, and answers that could not be read. */
  readonly errors: number;
  /** All answers since the load started, those before `begin` among them. */
  readonly answered: number;
}

/** A load that is running until `stop`; `begin` forgets what was seen so far. */
export interface Load {
  readonly completed: () => number;
  readonly begin: () => void;
  readonly stop: () => LoadResult;
}

/** Length of the first answer in `data`, or 0 if it is not complete yet, or -1 if unreadable. */
function answerLength(data: Buffer): number {
  const head = data.indexOf("\r\n\r\n");
  if (head < 0) return 0;
  const match = /\r\ncontent-length: *(\d+)/i.exec(data.toString("latin1", 0, head));
  // Every contestant of this contest knows its length; a chunked answer is a fault of the set-up.
  if (!match) return -1;
  const length = head + 4 + Number(match[1]);
  return data.length >= length ? length : 0;
}

/**
 * Keeps `connections` sockets busy with one request in flight each, going through `requests` in
 * turn. A raw-socket client, because a full HTTP client costs more CPU than the servers measured.
 */
export function startLoad(port: number, requests: readonly Buffer[], connections: number): Load {
  let latencies: number[] = [];
  let statuses: Record<string, number> = {};
  let completed = 0;
  let errors = 0;
  let answered = 0;
  let turn = 0;
  let stopped = false;
  const sockets: Socket[] = [];

  const open = () => {
    let pending: Buffer | undefined;
    let sentAt = 0;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const send = () => {
      sentAt = performance.now();
      const request = requests[turn++ % requests.length];
      if (request) socket.write(request);
    };
    socket.on("connect", send);
    socket.on("data", (chunk) => {
      const data = pending ? Buffer.concat([pending, chunk]) : chunk;
      const length = answerLength(data);
      if (length === 0) {
        pending = data;
        return;
      }
      pending = undefined;
      if (length !== data.length) errors += 1;
      const status = data.toString("latin1", 9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      latencies.push(performance.now() - sentAt);
      completed += 1;
      answered += 1;
      if (!stopped) send();
    });
    const fail = () => {
      if (!stopped) errors += 1;
    };
    socket.on("error", fail);
    socket.on("close", fail);
    sockets.push(socket);
  };
  for (let index = 0; index < connections; index += 1) open();

  return {
    completed: () => completed,
    begin: () => {
      latencies = [];
      statuses = {};
      completed = 0;
    },
    stop: () => {
      stopped = true;
      for (const socket of sockets) socket.destroy();
      return { latencies, statuses, errors, answered };
    },
  };
}
