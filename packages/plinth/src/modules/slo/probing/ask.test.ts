import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { status } from "#modules/status";
import { startTestApplication } from "#testing";
import { makeTestCertificate } from "../../../testing/certificates.ts";
import { askListener } from "./ask.ts";

/** Asks a listener that answers with this text; null is one that says nothing. */
const answered = async (text: string | null): Promise<boolean> => {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    if (text !== null) socket.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const parts = { url: `http://127.0.0.1:${port}`, host: "a.example", path: "/ready" };
  try {
    return await askListener({ ...parts, ...(text === null ? { limitMs: 100 } : {}) });
  } finally {
    for (const socket of open) socket.destroy();
    server.close();
  }
};

it("OBS-14: good is an answer that is no server error; silence and nonsense are bad", async () => {
  for (const head of ["200 OK", "308 Permanent Redirect", "403 Forbidden", "429 Too Many"]) {
    expect(await answered(`HTTP/1.1 ${head}\r\n\r\n`)).toBe(true);
  }
  for (const text of ["HTTP/1.1 503 Away\r\n\r\n", "HTTP/1.1 404 No\r\n\r\n", "", "x", null]) {
    expect(await answered(text)).toBe(false);
  }
  expect(await answered("y".repeat(10_000))).toBe(false);
  // Nothing listens on the discard port.
  const nowhere = { url: "http://127.0.0.1:9", host: "a.example", path: "/ready" };
  expect(await askListener(nowhere)).toBe(false);
});

it("OBS-14, WEB-10: a listener that speaks TLS is asked over TLS, whoever vouches for it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-slo-"));
  const { chain, key } = makeTestCertificate();
  const [TLS_CERT, TLS_KEY] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  writeFileSync(TLS_CERT, chain);
  writeFileSync(TLS_KEY, key, { mode: 0o600 });
  const application = await startTestApplication({
    modules: [status],
    env: { TLS_CERT, TLS_KEY, PUBLIC_URL: "https://localhost" },
  });
  try {
    const url = application.localUrl;
    expect(url).toMatch(/^https:/);
    expect(await askListener({ url, host: "localhost", path: "/ready" })).toBe(true);
    const plain = url.replace("https:", "http:");
    expect(await askListener({ url: plain, host: "localhost", path: "/ready" })).toBe(false);
  } finally {
    await application.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
