import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createClamav, type ScannerAddress } from "./clamav.ts";

let folder = "";
let file = "";
const BYTES = Buffer.alloc(200_000, "plinth ");
const servers: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plinth-scan-"));
  file = join(folder, "file");
  writeFileSync(file, BYTES);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) {
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server of ours in the place of clamd, on a real socket. */
const listen = async (
  speak: (socket: Socket) => void,
  where: string | number = 0,
): Promise<ScannerAddress> => {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    speak(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) =>
    typeof where === "string"
      ? server.listen(where, resolve)
      : server.listen(where, "127.0.0.1", resolve),
  );
  const address = server.address();
  if (typeof address === "string" || address === null) return { path: String(where) };
  return { host: "127.0.0.1", port: address.port };
};

/** Reads a conversation as clamd does, and gives back the file once its last chunk came. */
const afterFile = (socket: Socket, then: (file: Buffer) => void): void => {
  let heard = Buffer.alloc(0);
  let isDone = false;
  socket.on("data", (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    if (isDone || !heard.subarray(0, 10).equals(Buffer.from("zINSTREAM\0"))) return;
    const parts: Buffer[] = [];
    for (let at = 10; at + 4 <= heard.length; ) {
      const length = heard.readUInt32BE(at);
      if (length === 0) {
        isDone = true;
        then(Buffer.concat(parts));
        return;
      }
      parts.push(heard.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
  });
};

const answering = (text: string) => (socket: Socket) =>
  afterFile(socket, () => socket.write(Buffer.from(text, "latin1")));

describe("UPL-04: the scanner's protocol", () => {
  it("sends every byte in chunks and believes clean and found", async () => {
    const seen: Buffer[] = [];
    const clean = await listen((socket) =>
      afterFile(socket, (bytes) => {
        seen.push(bytes);
        socket.write("stream: OK\0");
      }),
    );
    expect(await createClamav({ address: clean }).scan(file)).toEqual({ kind: "clean" });
    expect(seen[0]?.equals(BYTES)).toBe(true);
    const found = await listen(answering("stream: Eicar-Test-Signature FOUND\0"));
    expect(await createClamav({ address: found }).scan(file)).toEqual({
      kind: "infected",
      signature: "Eicar-Test-Signature",
    });
  });

  it("speaks over a Unix socket, and asks whether the scanner is there", async () => {
    const address = await listen(
      (socket) => socket.once("data", () => socket.write("PONG\0")),
      join(folder, "clamd.sock"),
    );
    expect(await createClamav({ address }).isReady()).toBe(true);
    expect(await createClamav({ address: { path: join(folder, "none") } }).isReady()).toBe(false);
  });

  const HOSTILE: Readonly<Record<string, (socket: Socket) => void>> = {
    "closes at once": (socket) => socket.destroy(),
    "closes after the file": (socket) => afterFile(socket, () => socket.end()),
    "answers garbage": answering("\xff\xfe<html>200 OK</html>\0"),
    "answers OK to something else": answering("OK\0"),
    "answers nothing but zero": answering("\0"),
    "speaks without an end": (socket) => {
      const pour = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 65)));
      };
      socket.on("drain", pour);
      pour();
    },
    "found the file too large": (socket) => {
      socket.end("INSTREAM size limit exceeded. ERROR\0");
    },
    "puts a line break into a name": answering("stream: a\nstream: OK\0"),
  };
  for (const [behaviour, speak] of Object.entries(HOSTILE)) {
    it(`knows nothing of a file when the scanner ${behaviour}`, async () => {
      const address = await listen(speak);
      const verdict = await createClamav({ address }).scan(file);
      expect(verdict.kind).toBe("unavailable");
    });
  }

  it("gives up on one that hangs, whether it reads or not", async () => {
    for (const [known, reads] of [true, false].entries()) {
      const rings: (() => void)[] = [];
      const address = await listen((socket) => {
        if (reads) socket.resume();
        else socket.pause();
      });
      const scanner = createClamav({
        address,
        startTimer: (_, call) => {
          rings.push(call);
          return () => undefined;
        },
      });
      const verdict = scanner.scan(file);
      while (sockets.size === known) await new Promise((resolve) => setImmediate(resolve));
      rings[0]?.();
      expect((await verdict).kind).toBe("unavailable");
    }
  });

  it("makes the name of what it found harmless", async () => {
    const address = await listen(answering(`stream: a\x1b[31m<b>\xe9 ${"x".repeat(300)} FOUND\0`));
    const verdict = await createClamav({ address }).scan(file);
    expect(verdict.kind === "infected" && /^[\x21-\x7e]{128}$/.test(verdict.signature)).toBe(true);
  });

  it("knows nothing where there is no scanner, or no file", async () => {
    const nobody = createClamav({ address: { path: join(folder, "nobody") } });
    expect((await nobody.scan(file)).kind).toBe("unavailable");
    const address = await listen(answering("stream: OK\0"));
    const missing = await createClamav({ address }).scan(join(folder, "gone"));
    expect(missing.kind).toBe("unavailable");
  });
});
