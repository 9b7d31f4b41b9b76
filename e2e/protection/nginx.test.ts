import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { connect as connectPlain, type Socket } from "node:net";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../support/free-port.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";
import { askTls } from "../tls-support/ask.ts";
import { createAuthority, putCertificate } from "../tls-support/certificates.ts";
import { hasNginx, type Nginx, startNginx, warnWithoutNginx } from "../tls-support/nginx.ts";

warnWithoutNginx();

const HSTS = "max-age=31536000; includeSubDomains";
const authority = createAuthority();
const ca = authority.certificate.chain;

describe.skipIf(!hasNginx)("deployment/nginx-ssl.conf in front of Cibozer", () => {
  const data = scratchDirectory();
  const files = scratchDirectory();
  let server: ServerProcess;
  let nginx: Nginx;
  beforeAll(async () => {
    server = await startServer(data.path, {
      PORT: String(await freePort()),
      PUBLIC_URL: "https://app.example.org",
      TRUSTED_PROXIES: '["127.0.0.1"]',
      FORCE_HTTPS: "true",
    });
    nginx = await startNginx({
      folder: files.path,
      files: putCertificate(files.path, authority.issue()),
      upstream: Number(new URL(server.url).port),
    });
  });
  afterAll(async () => {
    await nginx?.stop();
    await server?.kill();
    data.remove();
    files.remove();
  });

  const ask = (path: string, headers: Readonly<Record<string, string>> = {}, from = "127.0.0.1") =>
    askTls(`https://localhost:${nginx.port}${path}`, {
      ca,
      agent: false,
      headers,
      localAddress: from,
      family: 4,
    });

  it("WEB-11: nginx takes the file; that nothing can be stapled is said, and tolerated", () => {
    expect(nginx.tested).toContain("test is successful");
    expect(nginx.tested).toContain('"ssl_stapling" ignored');
  });

  it("WEB-09, WEB-11: plain HTTP is sent to HTTPS, by nginx and by Plinth behind it", async () => {
    const sent = await fetch(`http://127.0.0.1:${nginx.plainPort}/plans?x=1`, {
      method: "POST",
      redirect: "manual",
      body: "unread",
    });
    expect(sent.status).toBe(308);
    expect(sent.headers.get("location")).toBe("https://app.example.org/plans?x=1");
    const told = (proto: string) =>
      fetch(`${server.url}/plans`, {
        redirect: "manual",
        headers: { "x-forwarded-proto": proto, "x-forwarded-for": "192.0.2.9" },
      });
    expect((await told("http")).status).toBe(308);
    expect((await told("https")).status).toBe(200);
  });

  it("WEB-02, WEB-11: answers carry each security header once, those of nginx itself too", async () => {
    const page = await ask("/");
    expect(page.status).toBe(200);
    expect(page.headers["strict-transport-security"]).toBe(HSTS);
    expect(page.headers["x-content-type-options"]).toBe("nosniff");
    expect(page.headers["content-security-policy"]).toMatch(/^default-src 'self'/);
    expect(page.headers["server"]).toBe("nginx");
    const refused = await ask(`/${"x".repeat(9_000)}`);
    expect(refused.status).toBe(414);
    expect(refused.headers["strict-transport-security"]).toBe(HSTS);
    expect(refused.headers["content-security-policy"]).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
  });

  it("RL-07, WEB-11: each caller has limits of its own, whatever it says of itself", async () => {
    const refuse = async (from: string, forged: string) => {
      const statuses: number[] = [];
      for (let call = 0; call < 105; call += 1) {
        const headers = {
          "x-forwarded-for": `${forged}${call}`,
          forwarded: `for=${forged}${call}`,
        };
        statuses.push((await ask("/api/csrf-token", headers, from)).status);
      }
      return statuses.includes(429);
    };
    // What is forged changes with every call, and the limit holds all the same.
    expect(await refuse("127.0.0.21", "198.51.100.")).toBe(true);
    expect((await ask("/api/csrf-token", {}, "127.0.0.22")).status).toBe(200);
    expect((await ask("/api/csrf-token", {}, "127.0.0.21")).status).toBe(429);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("WEB-11: %s sessions come back", async (version) => {
    const open = (session: Buffer | undefined) =>
      new Promise<{ readonly session: Buffer; readonly isResumed: boolean }>((resolve, reject) => {
        const socket: TLSSocket = connect({
          host: "127.0.0.1",
          port: nginx.port,
          servername: "localhost",
          ca,
          minVersion: version,
          maxVersion: version,
          ...(session === undefined ? {} : { session }),
        });
        let kept = session;
        socket.on("error", reject);
        socket.on("session", (next) => {
          kept = next;
        });
        socket.on("secureConnect", () =>
          socket.write("GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        );
        socket.on("data", () => undefined);
        socket.on("end", () =>
          kept === undefined
            ? reject(new Error("no session"))
            : resolve({ session: kept, isResumed: socket.isSessionReused() }),
        );
      });
    const first = await open(undefined);
    expect(first.isResumed).toBe(false);
    expect((await open(first.session)).isResumed).toBe(true);
  });

  it("WEB-11: openssl, too, comes back to its session", () => {
    const path = join(files.path, "session.pem");
    const client = (...words: readonly string[]): string =>
      execFileSync(
        "openssl",
        ["s_client", "-connect", `127.0.0.1:${nginx.port}`, "-servername", "localhost", ...words],
        { encoding: "utf8", input: "", stdio: ["pipe", "pipe", "ignore"], timeout: 10_000 },
      );
    expect(client("-tls1_2", "-sess_out", path)).toMatch(/^New, TLSv1\.2/m);
    expect(existsSync(path)).toBe(true);
    expect(client("-tls1_2", "-sess_in", path)).toMatch(/^Reused, TLSv1\.2/m);
  });

  it("WEB-11: who sends a header drop by drop is let go, by name and without", async () => {
    const drip = (socket: Socket): Promise<void> => {
      const drops = setInterval(() => socket.write("x"), 500);
      socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      socket.on("error", () => undefined);
      socket.resume();
      return new Promise((resolve) =>
        socket.on("close", () => {
          clearInterval(drops);
          resolve();
        }),
      );
    };
    const host = "127.0.0.1";
    // The time of nginx itself is a minute, which this test does not wait for.
    await Promise.all([
      drip(connect({ host, port: nginx.port, servername: "localhost", ca })),
      drip(connectPlain({ host, port: nginx.plainPort })),
    ]);
  }, 40_000);

  it("WEB-11: another name gets no certificate", async () => {
    const fault = await new Promise<Error | undefined>((resolve) => {
      const options = { host: "127.0.0.1", port: nginx.port, servername: "elsewhere.example", ca };
      const socket = connect(options, () => resolve(undefined));
      socket.on("error", resolve);
    });
    expect(fault).toBeInstanceOf(Error);
  });
});
