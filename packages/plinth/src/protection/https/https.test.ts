import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { type RequestOptions, request } from "node:https";
import { connect as connectPlain, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { status } from "#modules/status";
import { startTestApplication, type TestApplication } from "#testing";
import { makeTestCertificate } from "../../testing/certificates.ts";

const HSTS = "max-age=31536000; includeSubDomains";
const WHERE = { host: "127.0.0.1", rejectUnauthorized: false } as const;

/** Status and headers of one request, over TLS or not. */
const ask = (
  send: typeof request | typeof requestHttp,
  options: RequestOptions,
  body?: string,
): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>> }> =>
  new Promise((resolve, reject) => {
    const sent = send({ ...WHERE, agent: false, ...options }, (answer) => {
      answer.resume();
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: { ...answer.headers } }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });

/** What became of a handshake. */
const shake = (port: number, options: object): Promise<TLSSocket | Error> =>
  new Promise((resolve) => {
    const socket = connect({ ...WHERE, port, ...options }, () => resolve(socket));
    socket.on("error", resolve);
  });

describe("HTTPS that is served here", () => {
  const folder = mkdtempSync(join(tmpdir(), "plinth-https-"));
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  const put = ({ chain, key }: ReturnType<typeof makeTestCertificate>): void => {
    writeFileSync(files.cert, chain);
    writeFileSync(files.key, key);
  };
  // A minute ahead: certificates that are made later on are valid by this clock too.
  const clock = createManualClock(Date.now() + 60_000);
  let app: TestApplication;
  let port = 0;
  let plainPort = 0;
  beforeAll(async () => {
    put(makeTestCertificate());
    app = await startTestApplication({
      modules: [status],
      clock,
      env: {
        TLS_CERT: files.cert,
        TLS_KEY: files.key,
        HTTP_REDIRECT_PORT: "0",
        PUBLIC_URL: "https://app.example.org",
        TRUSTED_PROXIES: '["127.0.0.2"]',
      },
    });
    port = app.address.port;
    plainPort = app.plainAddress?.port ?? 0;
    app.setPublicUrl("https://app.example.org");
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("WEB-02: answers carry HSTS, exactly; its own address is https", async () => {
    const found = await ask(request, { port, path: "/ready" });
    expect(found.status).toBe(200);
    expect(found.headers["strict-transport-security"]).toBe(HSTS);
    expect(app.localUrl).toBe(`https://127.0.0.1:${port}`);
  });

  it.each(["GET", "HEAD", "POST", "DELETE"])(
    "WEB-09: %s over plain HTTP is answered 308, whatever host it names, and its body is not read",
    async (method) => {
      const headers = { host: "evil.example", "content-type": "application/json" };
      const body = method === "POST" ? '{"password":"unread"' : undefined;
      const path = "/api/v1/things?x=1";
      const found = await ask(requestHttp, { port: plainPort, path, method, headers }, body);
      expect(found.status).toBe(308);
      expect(found.headers["location"]).toBe("https://app.example.org/api/v1/things?x=1");
      expect(found.headers["connection"]).toBe("close");
      expect(found.headers["strict-transport-security"]).toBeUndefined();
      expect(found.headers["content-security-policy"]).toContain("default-src 'none'");
    },
  );

  it("WEB-09: a target that is a URL of its own leads to us all the same", async () => {
    const headers = { host: "evil.example" };
    const found = await ask(requestHttp, {
      port: plainPort,
      path: "http://evil.example/x",
      headers,
    });
    expect(found.headers["location"]).toBe("https://app.example.org/x");
    const twice = await ask(requestHttp, { port: plainPort, path: "//evil.example/x" });
    expect(twice.headers["location"]).toBe("https://app.example.org//evil.example/x");
  });

  it("WEB-09: what a declared proxy says of its client counts, what others say does not", async () => {
    const said = (proto: string, from: string) =>
      ask(requestHttp, {
        port: plainPort,
        path: "/nothing",
        localAddress: from,
        headers: { "x-forwarded-proto": proto },
      });
    expect((await said("https", "127.0.0.2")).status).toBe(404);
    expect((await said("http", "127.0.0.2")).status).toBe(308);
    expect((await said("https", "127.0.0.3")).status).toBe(308);
  });

  it("WEB-09: probes and collectors nearby are answered over plain HTTP", async () => {
    for (const path of ["/health", "/ready", "/metrics"]) {
      expect((await ask(requestHttp, { port: plainPort, path })).status).toBe(200);
    }
    const posted = await ask(requestHttp, { port: plainPort, path: "/health", method: "POST" });
    expect(posted.status).toBe(308);
  });

  it.each([
    ["TLS 1.1", { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" }],
    ["CBC", { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256" }],
    ["no forward secrecy", { maxVersion: "TLSv1.2", ciphers: "AES128-GCM-SHA256" }],
    ["HTTP/2 alone", { ALPNProtocols: ["h2"] }],
  ])("WEB-10: refuses %s", async (_, options) => {
    expect(await shake(port, options)).toBeInstanceOf(Error);
  });

  it.each([
    ["TLSv1.3", "TLS_AES_128_GCM_SHA256"],
    ["TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256"],
  ] as const)("WEB-10: speaks %s with %s first", async (version, suite) => {
    const socket = await shake(port, {
      minVersion: version,
      maxVersion: version,
      ALPNProtocols: ["h2", "http/1.1"],
    });
    if (socket instanceof Error) throw socket;
    expect(socket.getProtocol()).toBe(version);
    expect(socket.getCipher().standardName.replace("TLS_ECDHE_ECDSA_WITH", "E")).toContain("AES");
    expect(socket.getCipher().name).toBe(suite);
    expect(socket.alpnProtocol).toBe("http/1.1");
    socket.destroy();
  });

  it("WEB-12: another certificate is served from the next connection on; open ones go on", async () => {
    const open = await shake(port, {});
    if (open instanceof Error) throw open;
    const before = open.getPeerCertificate().serialNumber;
    put(makeTestCertificate({ name: "renewed.example.org" }));
    app.https?.reload("test");
    const after = await shake(port, {});
    if (after instanceof Error) throw after;
    expect(after.getPeerCertificate().subject.CN).toBe("renewed.example.org");
    expect(after.getPeerCertificate().serialNumber).not.toBe(before);
    const answer = new Promise<string>((resolve) =>
      open.once("data", (data: Buffer) => resolve(data.toString())),
    );
    open.write("GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    expect(await answer).toMatch(/^HTTP\/1\.1 200/);
    after.destroy();
  });

  it("WEB-12: health and metrics tell how long the certificate lasts", async () => {
    const ready = await app.view.moduleHealth();
    expect(ready["certificate"]).toMatchObject({ healthy: true, detail: { daysLeft: 89 } });
    expect(app.metrics.render()).toMatch(/^tls_certificate_days_left 89\.\d+$/m);
  });

  it("WEB-10: plain text on the TLS port gets no answer and no fault", async () => {
    const said = await new Promise<string>((resolve) => {
      let text = "";
      const socket: Socket = connectPlain({ host: "127.0.0.1", port }, () =>
        socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
      );
      socket.on("data", (data) => {
        text += data.toString("latin1");
      });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(text));
    });
    expect(said).not.toContain("HTTP/1.1");
  });
});
