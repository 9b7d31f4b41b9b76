import { type AddressInfo, createServer, type Socket } from "node:net";

/** What a mail server was offered for an address, and whether it took it. */
export interface Offered {
  readonly to: string;
  readonly isTaken: boolean;
}

/** A mail server of a drill. */
export interface MailServer {
  /** For SMTP_URL. */
  readonly url: string;
  readonly offered: readonly Offered[];
  readonly stop: () => Promise<void>;
}

/** Answers the commands of one connection, a line each (RFC 5321, as far as a client asks for it). */
const talk = (socket: Socket, onRecipient: (address: string) => boolean): void => {
  let waiting = "";
  let isData = false;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const obey = (line: string): void => {
    if (isData) {
      if (line !== ".") return;
      isData = false;
      say("250 2.0.0 taken");
      return;
    }
    const command = line.slice(0, 4).toUpperCase();
    if (command === "QUIT") socket.end("221 2.0.0 bye\r\n");
    else if (command === "DATA") {
      isData = true;
      say("354 go on");
    } else if (command === "RCPT") {
      const address = line.slice(line.indexOf("<") + 1, line.indexOf(">"));
      say(onRecipient(address) ? "250 2.1.5 fine" : "550 5.1.1 nobody lives here");
    } else say("250 2.0.0 fine");
  };
  socket.setEncoding("utf8");
  socket.on("error", () => undefined);
  socket.on("data", (text: string) => {
    const lines = (waiting + text).split("\r\n");
    waiting = lines.pop() ?? "";
    for (const line of lines) obey(line);
  });
  say("220 a drill listens");
};

/** Starts a mail server on a free port of 127.0.0.1, which knows nobody of one address. */
export const startMailServer = async (unknown: string): Promise<MailServer> => {
  const offered: Offered[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    talk(socket, (to) => {
      const isTaken = to !== unknown;
      offered.push({ to, isTaken });
      return isTaken;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    offered,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
