import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";

const fixture = fileURLToPath(new URL("../fixtures/measured-application.mjs", import.meta.url));
const scratch = scratchDirectory();
afterAll(scratch.remove);

const PROBES =
  "content-security-policy,framing,nosniff,server-software,secret-files,source-control";
const canaries = new Map<string, string>();
/** A text that stands nowhere else. What is refused as an example of a key would be no canary. */
const canary = (name: string): string => {
  const text = randomBytes(36).toString("base64url");
  canaries.set(name, text);
  return text;
};

describe("plinth doctor", () => {
  it("TST-07: the bundle holds audit and load, and no canary of environment or data", async () => {
    const database = new DatabaseSync(join(scratch.path, "plinth.db"));
    database.exec("CREATE TABLE people (email TEXT)");
    database.exec(`INSERT INTO people VALUES ('${canary("person")}@example.org')`);
    database.close();
    const keys = JSON.stringify({ secretKey: canary("key"), jwtSecretKey: canary("other key") });
    writeFileSync(join(scratch.path, "secrets.json"), keys);
    const bundle = join(scratch.path, "bundle");
    const { code, printed, told } = await runPlinth(
      ["doctor", "--app", fixture, "--only", PROBES, "--output", bundle],
      {
        PLINTH_DATA: scratch.path,
        JWT_SECRET_KEY: canary("jwt"),
        SMTP_URL: `smtp://mailer:${canary("smtp")}@mail.example.org:25`,
        MAIL_FROM: "App <app@example.org>",
        OPS_TOKEN: canary("ops"),
        SHOP_API_KEY: canary("shop"),
      },
    );
    expect([0, 1], told).toContain(code);
    expect(readdirSync(bundle).toSorted()).toEqual([
      "audit.json",
      "backups.json",
      "keys.json",
      "load.json",
      "settings.json",
      "store.json",
      "summary.md",
      "trail.json",
      "versions.json",
    ]);
    const read = (name: string) => readFileSync(join(bundle, name), "utf8");
    expect(JSON.parse(read("audit.json")).lines).toHaveLength(PROBES.split(",").length);
    expect(JSON.parse(read("load.json"))).toMatchObject({ tool: { name: "plinth load" } });
    expect(JSON.parse(read("store.json"))).toMatchObject({ integrity: ["ok"], tables: ["people"] });
    expect(JSON.stringify(JSON.parse(read("settings.json")))).toContain("SMTP_URL");
    const all = [...readdirSync(bundle).map(read), printed, told].join("\n");
    for (const secret of canaries.values()) {
      expect(secret.length).toBeGreaterThan(40);
      expect(all).not.toContain(secret);
    }
  });
});
