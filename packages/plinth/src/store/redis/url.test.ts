import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BootError, Secret } from "#core";
import { parseFigures } from "./figures.ts";
import { parseRedisUrl } from "./url.ts";

const parse = (url: string) => parseRedisUrl(new Secret(url));

describe("REDIS_URL", () => {
  it("CFG-06: is taken apart: database, user, password, TLS, defaults", () => {
    expect(parse("redis://localhost:6379/0")).toEqual({ host: "localhost", port: 6379, db: 0 });
    expect(parse("redis://h")).toEqual({ host: "h", port: 6379, db: 0 });
    expect(parse("redis://:p%2Fw@[::1]:7000/3")).toEqual({
      host: "::1",
      port: 7000,
      db: 3,
      password: "p/w",
    });
    expect(parse("rediss://us%40er:p@redis.example/2")).toEqual({
      host: "redis.example",
      port: 6379,
      db: 2,
      username: "us@er",
      password: "p",
      tls: { servername: "redis.example", rejectUnauthorized: true },
    });
    expect(parse("rediss://127.0.0.1").tls).toEqual({ rejectUnauthorized: true });
  });

  it("CFG-06: TLS verifies by a given authority too", () => {
    const directory = mkdtempSync(join(tmpdir(), "plinth-ca-"));
    const path = join(directory, "ca.pem");
    writeFileSync(path, "CERTIFICATE");
    const { tls } = parse(`rediss://h/0?sslrootcert=${path}`);
    expect(tls).toEqual({ servername: "h", rejectUnauthorized: true, ca: "CERTIFICATE" });
    rmSync(directory, { recursive: true });
  });

  it.each([
    ["postgresql://u:hunter2@h/0", /is not a Redis address/],
    ["hunter2", /is not a Redis address/],
    ["redis:///0", /is not a Redis address/],
    ["redis://:hunter2@h/one", /number of a database/],
    ["redis://:hunter2@h/1/2", /number of a database/],
    ["redis://:hunter2@h/9999", /number of a database/],
    ["redis://:hunter2@h/0#x", /number of a database/],
    ["redis://:hunter2@h/0?family=6", /unknown parameter family/],
    ["redis://:hunter2@h/0?sslrootcert=/none", /unknown parameter sslrootcert/],
    ["rediss://:hunter2@h/0?rejectUnauthorized=false", /unknown parameter rejectUnauthorized/],
    ["rediss://:hunter2@h/0?sslrootcert=/none", /\/none, which cannot be read/],
    ["redis://user@h/0", /user without a password/],
    ["redis://:hunter2%E0@h/0", /escapes/],
  ])("CFG-06: %s is refused without showing the password", (url, reason) => {
    const attempt = () => parse(url);
    expect(attempt).toThrow(BootError);
    expect(attempt).toThrow(reason);
    expect(attempt).not.toThrow(/hunter2/);
  });
});

it("OBS-03: figures are read from INFO; what a server leaves out is 0", () => {
  const text = "# Memory\r\nused_memory:1048576\r\nused_memory_human:1.00M\r\nkeyspace_hits:7\r\n";
  expect(parseFigures(text)).toEqual({
    usedMemoryHuman: "1.00M",
    usedMemoryBytes: 1_048_576,
    connectedClients: 0,
    keyspaceHits: 7,
    keyspaceMisses: 0,
    evictedKeys: 0,
    commandsProcessed: 0,
  });
  expect(parseFigures("").usedMemoryHuman).toBe("unknown");
});
