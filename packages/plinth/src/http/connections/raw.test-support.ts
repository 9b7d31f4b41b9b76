import { connect, type Socket } from "node:net";

/** What came back over a connection that the other side has ended. */
export interface RawAnswer {
  /** Status lines in their order; none where the connection was closed without a word. */
  readonly statuses: readonly number[];
  readonly text: string;
}

const statusesOf = (text: string): readonly number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

/** Opens a connection and waits until it stands. */
export const openSocket = (port: number, from?: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      host: "127.0.0.1",
      port,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      // A reset is one way of being refused.
      socket.on("error", () => undefined);
      resolve(socket);
    });
  });

/** Everything that comes until the connection ends. */
export const untilClosed = (socket: Socket): Promise<RawAnswer> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.once("close", () => {
      const text = Buffer.concat(chunks).toString("latin1");
      resolve({ statuses: statusesOf(text), text });
    });
  });

/** Sends bytes as they are, all at once, and reads until the server closes. */
export const sendRaw = async (port: number, bytes: string | Buffer): Promise<RawAnswer> => {
  const socket = await openSocket(port);
  const answer = untilClosed(socket);
  socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  return answer;
};
