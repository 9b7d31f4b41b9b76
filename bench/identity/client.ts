import { connect, type Socket } from "node:net";

/** One answer, or what came instead of it. */
export interface Answer {
  /** 0 where the connection failed or the patience ended. */
  readonly status: number;
  /** From the first byte sent to the last received, or to the end of the patience. */
  readonly ms: number;
  /** Text of the head and of the body, for a look at them. */
  readonly head: string;
  readonly body: string;
}

/** Sends requests, each on a connection that has nothing else in flight. */
export interface Client {
  readonly ask: (request: Buffer) => Promise<Answer>;
  /** Requests without an answer yet. */
  readonly waiting: () => number;
  /** Drops all connections; what waits is answered with status 0. */
  readonly close: () => void;
}

const noBody = new Set(["204", "304"]);

/** Whether `data` holds a whole answer; the length known from its head or the last chunk's mark. */
function isWhole(data: Buffer, head: string): boolean {
  const start = head.length + 4;
  if (noBody.has(head.slice(9, 12))) return true;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return data.length >= start + Number(length);
  return data.subarray(-5).toString("latin1") === "0\r\n\r\n";
}

/** A lane is one keep-alive connection. */
interface Lane {
  readonly socket: Socket;
  settle: ((status: number, head: string, body: string) => void) | undefined;
}

/**
 * A client that never makes a request wait for another's answer: where all connections are busy it
 * opens one more. That way a server that stalls is seen by everybody who would have met it.
 */
export function createClient(port: number, patienceMs: number): Client {
  const idle: Lane[] = [];
  const lanes = new Set<Lane>();
  let waiting = 0;

  const drop = (lane: Lane): void => {
    lanes.delete(lane);
    const at = idle.indexOf(lane);
    if (at >= 0) idle.splice(at, 1);
    lane.socket.destroy();
    lane.settle?.(0, "", "");
  };

  const open = (): Lane => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const lane: Lane = { socket, settle: undefined };
    let data = Buffer.alloc(0);
    lanes.add(lane);
    socket.on("data", (chunk) => {
      data = data.length === 0 ? chunk : Buffer.concat([data, chunk]);
      const end = data.indexOf("\r\n\r\n");
      const head = end < 0 ? "" : data.toString("latin1", 0, end);
      if (end < 0 || !isWhole(data, head)) return;
      const body = data.toString("utf8", end + 4);
      data = Buffer.alloc(0);
      const settle = lane.settle;
      lane.settle = undefined;
      if (/\r\nconnection: *close/i.test(head)) drop(lane);
      else idle.push(lane);
      settle?.(Number(head.slice(9, 12)), head, body);
    });
    socket.on("error", () => drop(lane));
    socket.on("close", () => drop(lane));
    return lane;
  };

  return {
    ask: (request) =>
      new Promise((resolve) => {
        const lane = idle.pop() ?? open();
        waiting += 1;
        const startedAt = performance.now();
        const timer = setTimeout(() => drop(lane), patienceMs);
        lane.settle = (status, head, body) => {
          lane.settle = undefined;
          clearTimeout(timer);
          waiting -= 1;
          resolve({ status, ms: performance.now() - startedAt, head, body });
        };
        lane.socket.write(request);
      }),
    waiting: () => waiting,
    close: () => {
      for (const lane of [...lanes]) drop(lane);
    },
  };
}

/** Requests that arrive whether or not the earlier ones were answered. */
export interface Arrivals {
  readonly perSecond: number;
  readonly seconds: number;
  /** Sends the next request. */
  readonly send: () => void;
}

/** How often what is due is sent, in milliseconds. */
const tickMs = 2;

/** Lets requests arrive evenly for a time; resolves when the last was sent. */
export function arrive({ perSecond, seconds, send }: Arrivals): Promise<void> {
  const startedAt = performance.now();
  const total = Math.round(perSecond * seconds);
  let sent = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = ((performance.now() - startedAt) * perSecond) / 1000;
      while (sent < total && sent < due) {
        sent += 1;
        send();
      }
      if (sent < total) return;
      clearInterval(timer);
      resolve();
    }, tickMs);
  });
}
