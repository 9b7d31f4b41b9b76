import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BootError, Secret } from "#core";
import { parseDatabaseServers } from "./connection.ts";

const parse = (url: string) => parseDatabaseServers(new Secret(url))[0].config;

describe("DATABASE_URL", () => {
  it("DB-01: is taken apart, with percent escapes and defaults", () => {
    expect(parse("postgresql://us%40er:p%2Fw%3A@db.example/plinth")).toEqual({
      host: "db.example",
      port: 5432,
      user: "us@er",
      password: "p/w:",
      database: "plinth",
      ssl: false,
    });
    expect(parse("postgres://u:p@[::1]:6000/d")).toMatchObject({ host: "::1", port: 6000 });
    expect(parse("postgresql://u@x/d?host=/run/postgresql")).toMatchObject({
      host: "/run/postgresql",
      password: "",
    });
  });

  it("DB-10: TLS verifies certificate and name, with a given authority too", () => {
    const directory = mkdtempSync(join(tmpdir(), "plinth-ca-"));
    const path = join(directory, "ca.pem");
    writeFileSync(path, "CERTIFICATE");
    for (const mode of ["require", "verify-ca", "verify-full"]) {
      expect(parse(`postgresql://u:p@h/d?sslmode=${mode}`).ssl).toEqual({
        rejectUnauthorized: true,
      });
    }
    expect(parse(`postgresql://u:p@h/d?sslmode=verify-full&sslrootcert=${path}`).ssl).toEqual({
      rejectUnauthorized: true,
      ca: "CERTIFICATE",
    });
    rmSync(directory, { recursive: true });
  });

  it.each([
    ["mysql://u:hunter2@h/d", /is not a PostgreSQL address/],
    ["hunter2", /is not a PostgreSQL address/],
    ["postgresql://u:hunter2@h/", /must name a user, a host and a database/],
    ["postgresql://h/d", /must name a user, a host and a database/],
    ["postgresql://u:hunter2@h/d?sslmode=prefer", /sslmode=prefer, which protects nothing/],
    ["postgresql://u:hunter2@h/d?sslmode=no-verify", /sslmode=no-verify, which protects nothing/],
    ["postgresql://u:hunter2@h/d?options=-c%20x", /unknown parameter options/],
    [
      "postgresql://u:hunter2@h/d?sslmode=require&sslrootcert=/none",
      /\/none, which cannot be read/,
    ],
    ["postgresql://u:hunter2%E0@h/d", /escapes/],
  ])("DB-01: %s is refused without showing the password", (url, reason) => {
    const attempt = () => parse(url);
    expect(attempt).toThrow(BootError);
    expect(attempt).toThrow(reason);
    expect(attempt).not.toThrow(/hunter2/);
  });
});

it("BK-07: names the servers of one database, as libpq reads them", () => {
  const servers = parseDatabaseServers(
    new Secret("postgresql://u:a%40b@one:5433,two,[::1]:5434/db?target_session_attrs=read-write"),
  );
  expect(servers.map(({ name }) => name)).toEqual(["one:5433", "two:5432", "::1:5434"]);
  expect(servers.map(({ config }) => config.password)).toEqual(["a@b", "a@b", "a@b"]);
  expect(() => parse("postgresql://u:p@one,one/db")).toThrow("names a server twice");
  expect(() => parse("postgresql://u:p@one,two/db?target_session_attrs=standby")).toThrow(
    "nothing could be written",
  );
});
