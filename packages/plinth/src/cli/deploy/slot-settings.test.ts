import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changedSince } from "#config";
import { environmentSettings, NOT_IN_REHEARSALS, slotSettings } from "./slot-settings.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-slot-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (name: string, ...lines: readonly string[]): void =>
  writeFileSync(join(directory, name), `${lines.join("\n")}\n`);

const asked = (environment: string, env: Readonly<Record<string, string>> = {}) => ({
  ...{ environment, directory, env, dataDirectory: "/data" },
  ...{ publicUrl: "http://localhost:8000", port: 41_234 },
});

describe("settings of a slot", () => {
  it("DEP-03: it listens on this machine, believes the front, and speaks no TLS itself", () => {
    put(
      ".env",
      ...["PUBLIC_URL=https://app.example.org", "TLS_CERT=/tls/cert.pem", "TLS_KEY=/tls/key.pem"],
      ...["HTTP_REDIRECT_PORT=8080", 'TRUSTED_PROXIES=["10.0.0.0/8"]', "HOST=0.0.0.0"],
    );
    const { server, https, connections, dataDirectory } = slotSettings(asked("development"));
    expect(server).toMatchObject({
      ...{ host: "127.0.0.1", port: 41_234, publicUrl: "https://app.example.org" },
      trustedProxies: ["10.0.0.0/8", "127.0.0.1"],
    });
    expect(https).toMatchObject({ files: undefined, redirectPort: undefined, isForced: true });
    expect([connections.maxRequests, dataDirectory]).toEqual([0, "/data"]);
  });

  it("CFG-05: an environment is a profile, or a file that names one; its own file goes before the common one", () => {
    put(".env", "LOG_LEVEL=warn");
    put(".env.test", "LOG_LEVEL=error");
    put(".env.blue-room", "PLINTH_ENV=test", "LOG_LEVEL=debug");
    const levels = ["development", "test", "blue-room"].map((name) => {
      const { profile, log } = environmentSettings(asked(name));
      return [profile, log.level];
    });
    expect(levels).toEqual([
      ["development", "warn"],
      ["test", "error"],
      ["test", "debug"],
    ]);
    expect(() => environmentSettings(asked("nowhere"))).toThrow("there is no environment nowhere");
    expect(() => environmentSettings(asked("../up"))).toThrow("small letters, digits and hyphens");
  });

  it("CFG-08: a slot knows the file that it was started with, and what the front keeps for itself is no drift from it", () => {
    const lines = ["LOG_LEVEL=warn", "TLS_CERT=/tls/cert.pem", "TLS_KEY=/tls/key.pem"];
    put(".env.production-two", "PLINTH_ENV=test", ...lines);
    const config = slotSettings(asked("production-two"));
    expect(config.settingsFile).toBe(join(directory, ".env.production-two"));
    const text = (level: string) => ["PLINTH_ENV=test", ...lines, `LOG_LEVEL=${level}`].join("\n");
    expect(changedSince(config, ["PLINTH_ENV=test", ...lines].join("\n"))).toEqual([]);
    expect(changedSince(config, text("debug").replace("LOG_LEVEL=warn\n", ""))).toEqual([
      "LOG_LEVEL",
    ]);
  });

  it("DEP-04: a rehearsal has no backups, and no second place of them", () => {
    put(".env", "BACKUP_COPY_TO=/mnt/share");
    const { backups } = slotSettings({
      ...asked("development", { BACKUP_DIRECTORY: "off" }),
      without: NOT_IN_REHEARSALS,
    });
    expect(backups).toMatchObject({ directory: undefined, copyDirectory: undefined });
  });
});
