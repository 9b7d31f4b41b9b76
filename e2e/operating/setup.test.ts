import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";

const APP = fileURLToPath(
  new URL("../../apps/cibozer/dist/server/application.js", import.meta.url),
);

let place: ReturnType<typeof scratchDirectory>;

beforeEach(() => {
  place = scratchDirectory();
});
afterEach(() => place.remove());

const setup = (environment: Readonly<Record<string, string>> = {}) =>
  runPlinth(
    ["setup", "--app", APP],
    { PLINTH_ENV: "development", BACKUP_DIRECTORY: join(place.path, "backups"), ...environment },
    { directory: place.path },
  );
const modeOf = (name: string): number => statSync(join(place.path, name)).mode & 0o777;
const secretsFile = (): string => readFileSync(join(place.path, ".env"), "utf8");

describe("plinth setup", () => {
  it("DEP-17: makes secrets, sets permissions, takes an encrypted backup; twice loses and rotates nothing", async () => {
    // As env.example is copied: the names are there, without values.
    writeFileSync(join(place.path, ".env"), "PORT=8123\nSECRET_KEY=\nJWT_SECRET_KEY=\n# end\n");
    const first = await setup();
    expect(first.code, first.told).toBe(0);
    expect(first.printed).toMatch(/^secrets: SECRET_KEY, JWT_SECRET_KEY, BACKUP_KEY written to /);
    expect(first.printed).toMatch(/^backup: made, encrypted, restored and looked at/m);
    const made = secretsFile();
    expect(made).toMatch(/^PORT=8123\nSECRET_KEY=[\w-]{64}\nJWT_SECRET_KEY=[\w-]{64}\n# end\n/);
    expect(made).toMatch(/^BACKUP_KEY=[\w-]{64}$/m);
    // Nothing that it prints holds a key.
    for (const [key] of made.matchAll(/[\w-]{64}/g)) expect(first.printed).not.toContain(key);
    expect([modeOf(".env"), modeOf(".data"), modeOf("backups")]).toEqual([0o600, 0o700, 0o700]);
    chmodSync(join(place.path, ".data/plinth.db"), 0o644);
    const second = await setup();
    expect(second.code, second.told).toBe(0);
    expect(secretsFile()).toBe(made);
    expect(modeOf(".data/plinth.db")).toBe(0o600);
    expect(second.printed.split("\n").map((line) => line.split(":")[0])).toEqual([
      ...["secrets", "permissions", "backup", ""],
    ]);
    expect(second.printed).toContain("none was made now");
  });

  it("DEP-17: keys that a start made are taken over, not replaced; production says what else it needs", async () => {
    const kept = { secretKey: `${"Qw7-x".repeat(3)}kJ8sXq2vLw9ZrT4bN7`, jwtSecretKey: "" };
    const keys = { ...kept, jwtSecretKey: [...kept.secretKey].reverse().join("") };
    mkdirSync(join(place.path, ".data"));
    writeFileSync(join(place.path, ".env"), "PLINTH_ENV=production\n");
    writeFileSync(join(place.path, ".data/secrets.json"), JSON.stringify(keys));
    const outcome = await setup({ PLINTH_ENV: "production" });
    expect(outcome.code).toBe(78);
    expect(secretsFile()).toContain(`\nSECRET_KEY=${keys.secretKey}\n`);
    expect(secretsFile()).toContain(`\nJWT_SECRET_KEY=${keys.jwtSecretKey}\n`);
    const named = outcome.told.split("\n").map((line) => line.split(" ")[1]);
    expect(named.filter(Boolean)).toEqual(["PUBLIC_URL", "SMTP_URL", "MAIL_FROM"]);
  });

  it("DEP-17: one key alone is refused, because the other one would be changed by it", async () => {
    const outcome = await setup({ SECRET_KEY: "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mP" });
    expect(outcome.code).toBe(78);
    expect(outcome.told).toBe(
      "plinth: SECRET_KEY is given alone: give both keys, or none of them\n",
    );
  });
});
