import { expect, it } from "vitest";
import { loadConfig } from "../../load-config.ts";

const load = (more: Readonly<Record<string, string>>) =>
  loadConfig({ env: { PLINTH_ENV: "test", ...more } });

it("BK-07: nobody takes over unless a witness is named", () => {
  expect(load({}).failover).toBeUndefined();
  expect(
    load({ FAILOVER_WITNESS: "off", FAILOVER_DATABASE_URL: "postgresql://a:b@c/d" }).failover,
  ).toBeUndefined();
  expect(load({ FAILOVER_WITNESS: "/mnt/shared" }).failover).toMatchObject({
    ...{ witness: "/mnt/shared", isAutomatic: true, intervalMs: 1_000, checks: 3, ttlMs: 3_000 },
  });
});

it("CFG-01: refuses witnesses that are none, and times that cannot work", () => {
  expect(() => load({ FAILOVER_WITNESS: "backup" })).toThrow("must be backups, copy, off");
  expect(() => load({ FAILOVER_WITNESS: "backups", BACKUP_DIRECTORY: "off" })).toThrow(
    "BACKUP_DIRECTORY, which is off",
  );
  expect(() => load({ FAILOVER_WITNESS: "copy" })).toThrow("needs BACKUP_COPY_TO or BACKUP_S3_URL");
  expect(() => load({ FAILOVER_WITNESS: "/w", FAILOVER_TTL_MS: "1500" })).toThrow(
    "at least twice FAILOVER_CHECK_MS",
  );
  expect(() => load({ FAILOVER_DATABASE_URL: "postgresql://a:b@c,d/e" })).toThrow(
    "FAILOVER_DATABASE_URL needs FAILOVER_WITNESS",
  );
});

it("BK-07: PostgreSQL may be several servers, and nothing else may", () => {
  const url = "postgresql://a:b@one:5432,two:5433/c?target_session_attrs=read-write";
  expect(load({ DATABASE_URL: url }).database.url?.reveal()).toBe(url);
  expect(() => load({ DATABASE_URL: "postgresql://a:b@one:5432,:5433/c" })).toThrow("DATABASE_URL");
  expect(() => load({ REDIS_URL: "redis://one:6379,two:6379/0" })).toThrow("REDIS_URL");
});
