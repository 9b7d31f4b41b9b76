import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { connect as connectPlain } from "node:net";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../support/free-port.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";
import { askTls } from "../tls-support/ask.ts";
import { createAuthority, putCertificate } from "../tls-support/certificates.ts";

const authority = createAuthority();
const ca = authority.certificate.chain;
const HSTS = "max-age=31536000; includeSubDomains";

/** Resolves when `look` gives something; looks again and again for ten seconds. */
const eventually = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it did not come");
};

describe("Cibozer over HTTPS of its own", () => {
  const data = scratchDirectory();
  const files = scratchDirectory();
  let server: ServerProcess;
  let plainPort = 0;
  beforeAll(async () => {
    plainPort = await freePort();
    server = await startServer(data.path, {
      ...putCertificate(files.path, authority.issue()),
      HTTP_REDIRECT_PORT: String(plainPort),
    });
  });
  afterAll(async () => {
    await server?.kill();
    data.remove();
    files.remove();
  });

  const ask = (path: string, agent: Agent | false = false) =>
    askTls(`${server.url}${path}`, { ca, agent });
  const isLogged = (words: string): boolean => server.logged().includes(words);
  const serial = async () => (await ask("/ready")).serial;

  it("WEB-09, WEB-02: greets with its https address, and plain HTTP is sent there", async () => {
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const words = `Plain HTTP on port ${plainPort} is sent to HTTPS`;
    await eventually(async () => (server.told().includes(words) ? true : undefined));
    const sent = await fetch(`http://127.0.0.1:${plainPort}/plans?x=1`, { redirect: "manual" });
    expect(sent.status).toBe(308);
    expect(sent.headers.get("location")).toBe(`${server.url}/plans?x=1`);
    const page = await ask("/");
    expect(page.status).toBe(200);
    expect(page.headers["strict-transport-security"]).toBe(HSTS);
  });

  it("WEB-12: another certificate under traffic: its serial is served, no request is lost", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const before = await serial();
    const open: TLSSocket = connect({
      host: "127.0.0.1",
      port: Number(new URL(server.url).port),
      ca,
    });
    await new Promise((resolve) => open.once("secureConnect", resolve));
    const statuses: number[] = [];
    let isOver = false;
    const traffic = [agent, agent, false as const].map(async (one) => {
      while (!isOver) statuses.push((await ask("/ready", one)).status);
    });
    const next = authority.issue();
    putCertificate(files.path, next);
    const after = await eventually(async () => {
      const now = await serial();
      return now === before ? undefined : now;
    });
    isOver = true;
    await Promise.all(traffic);
    agent.destroy();
    expect(after).not.toBe(before);
    expect(statuses.length).toBeGreaterThan(10);
    expect(new Set(statuses)).toEqual(new Set([200]));
    // The connection that stood before still does, with the certificate that it began with.
    const answer = new Promise<string>((resolve) =>
      open.once("data", (part: Buffer) => resolve(part.toString())),
    );
    open.write("GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    expect(await answer).toMatch(/^HTTP\/1\.1 200/);
    // Lines are written together, a little later.
    await eventually(async () =>
      isLogged("another TLS certificate is served") ? true : undefined,
    );
  });

  it("WEB-12: a bad file changes nothing and is said once; SIGHUP takes the good one at once", async () => {
    const before = await serial();
    const next = authority.issue();
    writeFileSync(join(files.path, "fullchain.pem"), next.chain);
    await eventually(async () => (isLogged("cannot be served") ? true : undefined));
    process.kill(server.pid, "SIGHUP");
    expect(await serial()).toBe(before);
    writeFileSync(join(files.path, "privkey.pem"), next.key);
    process.kill(server.pid, "SIGHUP");
    await eventually(async () => ((await serial()) === before ? undefined : true));
    expect(server.logged().match(/cannot be served/g)).toHaveLength(1);
  });

  it("WEB-10: who does not shake hands is let go of, drop by drop or not at all", async () => {
    const port = Number(new URL(server.url).port);
    const closed = (drops: boolean) =>
      new Promise<string>((resolve) => {
        const socket = connectPlain({ host: "127.0.0.1", port });
        // The beginning of a ClientHello that announces 512 bytes.
        const start = Buffer.from([
          0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03,
        ]);
        const timer = drops ? setInterval(() => socket.write(Buffer.from([7])), 500) : undefined;
        socket.on("connect", () => socket.write(start));
        socket.on("error", () => undefined);
        socket.on("data", () => undefined);
        socket.on("close", () => {
          clearInterval(timer);
          resolve("closed");
        });
      });
    expect(await Promise.all([closed(false), closed(true)])).toEqual(["closed", "closed"]);
    expect((await ask("/ready")).status).toBe(200);
  }, 40_000);

  it("WEB-13: the cookie of a sign-in is for HTTPS alone, and out of reach of scripts", async () => {
    const headers = { "content-type": "application/json", origin: server.url };
    const email = "ada@example.com";
    const password = "Kebo7-Muwi2+Tadu9!Ropy";
    const words = ["user", "create", "--email", email, "--password", password, "--role", "user"];
    await runPlinth(words, { PLINTH_DATA: data.path });
    const body = JSON.stringify({ email, password });
    const options = { ca, agent: false as const, method: "POST", headers };
    const answer = await askTls(`${server.url}/api/v1/auth/signin`, options, body);
    expect(answer.status).toBe(200);
    const cookies = answer.headers["set-cookie"] as readonly string[];
    for (const cookie of cookies) expect(cookie).toMatch(/^__Host-.*; Secure; HttpOnly; SameSite=/);
    expect(cookies.length).toBeGreaterThan(0);
  });
});

describe("a start that must not be", () => {
  const data = scratchDirectory();
  const files = scratchDirectory();
  afterAll(() => {
    data.remove();
    files.remove();
  });
  const good = authority.issue();
  const refusal = async (prepare: () => void): Promise<string> => {
    const paths = putCertificate(files.path, good);
    prepare();
    const { code, told } = await runPlinth(["serve"], { PLINTH_DATA: data.path, ...paths });
    expect(code).not.toBe(0);
    expect(told).not.toMatch(/\n\s+at |PRIVATE KEY/);
    return told.trim();
  };

  it.each([
    [
      "a key of another",
      () => writeFileSync(join(files.path, "privkey.pem"), authority.issue().key),
      /the key does not belong to the certificate/,
    ],
    [
      "half a file",
      () => {
        const path = join(files.path, "fullchain.pem");
        writeFileSync(path, readFileSync(path, "utf8").slice(0, 300));
      },
      /holds no PEM certificate/,
    ],
    [
      "a chain in the wrong order",
      () => appendFileSync(join(files.path, "fullchain.pem"), authority.issue().chain),
      /does not vouch for the one before it/,
    ],
  ])("WEB-10: is refused in one line: %s", async (_, prepare, words) => {
    const told = await refusal(prepare);
    expect(told).toMatch(words);
    expect(told.split("\n").length).toBeLessThanOrEqual(2);
  });
});
