import type { AddressInfo, Socket } from "node:net";
import { SMTPServer } from "smtp-server";

/**
 * How the stub behaves. "hangs" takes connections and says nothing, "stalls" stops in the middle of the
 * talk, "fails" sends callers away, "refuses" refuses each recipient for good, "greylists" has each come
 * again once, "drops" cuts the line in the middle of a mail, "mute" takes a mail and does not say so, and
 * "works" takes mail.
 */
export type StubConduct =
  | "works"
  | "hangs"
  | "stalls"
  | "fails"
  | "refuses"
  | "greylists"
  | "drops"
  | "mute";

/** A mail that the stub took. */
export interface TakenMail {
  readonly to: string;
  readonly messageId: string;
}

/** A mail server that does what a test tells it to. */
export interface StubSmtp {
  /** For SMTP_URL. */
  readonly url: string;
  readonly set: (conduct: StubConduct) => void;
  /** Sockets that were opened to it. */
  readonly connections: () => number;
  /** Mails that it was offered, taken or not. */
  readonly offers: () => number;
  /** Mails that it took. */
  readonly taken: () => number;
  /** The same, one by one, in their order. */
  readonly mails: () => readonly TakenMail[];
  readonly close: () => Promise<void>;
}

const answer = (code: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode: code });

/** Starts it on a free port of 127.0.0.1; it works. */
export const startStubSmtp = async (): Promise<StubSmtp> => {
  let conduct: StubConduct = "works";
  let connections = 0;
  let offers = 0;
  const mails: TakenMail[] = [];
  const seen = new Set<string>();
  const onRecipient = (address: string): Error | null => {
    if (conduct === "refuses") return answer(550, "nobody lives here");
    if (conduct !== "greylists" || seen.has(address)) return null;
    seen.add(address);
    return answer(451, `4.7.1 ${address} is greylisted, come again later`);
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    closeTimeout: 100,
    onConnect: (_session, done) => {
      connections += 1;
      if (conduct === "hangs") return;
      done(conduct === "fails" ? answer(421, "go away") : null);
    },
    onMailFrom: (_address, _session, done) => {
      offers += 1;
      if (conduct === "hangs" || conduct === "stalls") return;
      // A connection of before the change is told here.
      done(conduct === "fails" ? answer(451, "not now") : null);
    },
    onRcptTo: ({ address }, _session, done) => done(onRecipient(address)),
    onData: (stream, session, done) => {
      let text = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        text += chunk;
      });
      if (conduct === "drops") {
        for (const socket of sockets) socket.destroy();
        return;
      }
      stream.on("end", () => {
        const messageId = /^Message-ID: (\S+)/im.exec(text)?.[1] ?? "";
        for (const { address: to } of session.envelope.rcptTo) mails.push({ to, messageId });
        if (conduct !== "mute") done();
      });
    },
  });
  const sockets = new Set<Socket>();
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // A client that gives up is what some tests are about.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    set: (next) => {
      conduct = next;
    },
    connections: () => connections,
    offers: () => offers,
    taken: () => mails.length,
    mails: () => [...mails],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
