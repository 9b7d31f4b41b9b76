import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/**
 * How the stub behaves. "hangs" takes connections and says nothing, "stalls" stops in the middle of the
 * talk, "fails" sends callers away, "refuses" refuses each recipient for good, and "works" takes mail.
 */
export type StubConduct = "works" | "hangs" | "stalls" | "fails" | "refuses";

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
  readonly close: () => Promise<void>;
}

const answer = (code: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode: code });

/** Starts it on a free port of 127.0.0.1; it works. */
export const startStubSmtp = async (): Promise<StubSmtp> => {
  let conduct: StubConduct = "works";
  let connections = 0;
  let offers = 0;
  let taken = 0;
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
    onRcptTo: (_address, _session, done) => {
      done(conduct === "refuses" ? answer(550, "nobody lives here") : null);
    },
    onData: (stream, _session, done) => {
      stream.on("end", () => {
        taken += 1;
        done();
      });
      stream.resume();
    },
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
    taken: () => taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
