import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createManualClock, Secret } from "#core";
import { createLogger } from "#telemetry";
import { quietDependencies } from "../../resilience/dependencies.test-support.ts";
import { createMailer, listMailbox } from "./index.ts";

const clean: (() => void)[] = [];
afterEach(() => {
  for (const undo of clean.splice(0)) undo();
});

const setUp = (smtpUrl?: string) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "plinth-mail-"));
  clean.push(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const clock = createManualClock();
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    clock,
    component: "mail",
    destination: { write: (line: string) => lines.push(line) },
  });
  const mail = {
    smtpUrl: smtpUrl === undefined ? undefined : new Secret(smtpUrl),
    from: "Plinth <no-reply@example.org>",
    timeoutMs: 30_000,
    support: undefined,
    bounceSecret: undefined,
  };
  const dependencies = quietDependencies(clock);
  const mailer = createMailer({ config: { dataDirectory, mail }, clock, log, dependencies });
  clean.push(mailer.close);
  return { dataDirectory, clock, lines, mailer };
};

const welcome = {
  to: "person@example.org",
  subject: "Welcome",
  text: "Your link: https://example.org/#token=very-secret-token",
};

/** Speaks just enough SMTP (RFC 5321) to take mails; gives the raw text of each. */
const startSmtpSink = async (): Promise<{ readonly port: number; readonly mails: string[] }> => {
  const mails: string[] = [];
  const server: Server = createServer((socket) => {
    let data: string | undefined;
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    socket.write("220 sink ESMTP\r\n");
    socket.on("data", (chunk: string) => {
      rest += chunk;
      for (let end = rest.indexOf("\r\n"); end !== -1; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== undefined && line !== ".") data += `${line}\r\n`;
        else if (data !== undefined) {
          mails.push(data);
          data = undefined;
          socket.write("250 taken\r\n");
        } else if (line === "DATA") {
          data = "";
          socket.write("354 go on\r\n");
        } else socket.write(line === "QUIT" ? "221 bye\r\n" : "250 fine\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  clean.push(() => server.close());
  const address = server.address();
  return { port: typeof address === "object" && address !== null ? address.port : 0, mails };
};

const FORGED = [
  { ...welcome, to: "person@example.org\r\nBcc: victim@example.org" },
  { ...welcome, to: "person@example.org, victim@example.org" },
  { ...welcome, to: "Person <person@example.org>" },
  { ...welcome, subject: "Hello\r\nBcc: victim@example.org" },
  { ...welcome, subject: "Hello\nX" },
  { ...welcome, subject: "Hello\u2028X" },
  { ...welcome, subject: "x".repeat(201) },
];

describe("the development mailbox", () => {
  it("keeps mails as files of the owner and lists them newest first", async () => {
    const { mailer, dataDirectory } = setUp();
    expect(mailer.kind).toBe("mailbox");
    expect(await mailer.recent(5)).toEqual([]);
    await mailer.send(welcome);
    await mailer.send({ ...welcome, subject: "Second" });
    const mails = await mailer.recent(5);
    expect(mails.map(({ subject }) => subject)).toEqual(["Second", "Welcome"]);
    expect(mails[1]).toMatchObject({ ...welcome, sentAt: "2026-01-01T00:00:00.000Z" });
    expect(await listMailbox(dataDirectory, 1)).toHaveLength(1);
    const directory = join(dataDirectory, "mail");
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    }
  });

  it("keeps a bounded number, the newest", async () => {
    const { mailer, clock, dataDirectory } = setUp();
    for (let index = 0; index < 205; index += 1) {
      clock.advance(1);
      await mailer.send({ ...welcome, subject: `Mail ${index}` });
    }
    expect(readdirSync(join(dataDirectory, "mail"))).toHaveLength(200);
    expect((await mailer.recent(1))[0]?.subject).toBe("Mail 204");
    expect((await mailer.recent(500)).at(-1)?.subject).toBe("Mail 5");
  });

  it("LOG-02: says in the log that a mail was written, and nothing of what is in it", async () => {
    const { mailer, lines } = setUp();
    await mailer.send(welcome);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("mailId");
    expect(lines[0]).not.toMatch(/very-secret-token|person@example\.org|Welcome/);
  });

  it.each(FORGED)("VAL-06: refuses to forge headers: %j", async (mail) => {
    const { mailer } = setUp();
    await expect(mailer.send(mail)).rejects.toThrow(RangeError);
    expect(await mailer.recent(5)).toEqual([]);
  });
});

describe("mail through a server", () => {
  it("VAL-06: the sink sees one recipient, the subject, and no other header of ours", async () => {
    const sink = await startSmtpSink();
    const { mailer } = setUp(`smtp://127.0.0.1:${sink.port}`);
    expect(mailer.kind).toBe("smtp");
    await mailer.send({ ...welcome, subject: "Grüße" });
    for (const mail of FORGED) await expect(mailer.send(mail)).rejects.toThrow(RangeError);
    expect(sink.mails).toHaveLength(1);
    const headers = sink.mails[0]?.split("\r\n\r\n")[0] ?? "";
    expect(headers).toContain("To: person@example.org");
    expect(headers).toContain("From: Plinth <no-reply@example.org>");
    expect(headers).not.toMatch(/^Bcc|victim/m);
    expect(await mailer.recent(5)).toEqual([]);
  });

  it("says so when the server cannot be reached", async () => {
    const sink = await startSmtpSink();
    for (const undo of clean.splice(0)) undo();
    const { mailer } = setUp(`smtp://127.0.0.1:${sink.port}`);
    await expect(mailer.send(welcome)).rejects.toThrow(/ECONNREFUSED/);
  });
});
