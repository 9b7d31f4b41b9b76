import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { signUp } from "../support/api.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { startServer } from "../support/server.ts";

const data = scratchDirectory();
afterAll(() => data.remove());
const environment = { PLINTH_DATA: data.path };
const auditLog = (...words: readonly string[]) => runPlinth(["audit-log", ...words], environment);

describe("LOG-05: plinth audit-log", () => {
  it("verifies a running instance and an export, and names the first entry that was changed", async () => {
    const server = await startServer(data.path);
    const client = await signUp(server.url, "ann@example.com");
    for (let looks = 0; looks < 3; looks += 1) await client.call("GET", "/api/v1/auth/sessions");
    const running = await auditLog("verify");
    expect([running.code, running.told]).toEqual([0, ""]);
    expect(running.printed).toMatch(/the chain holds: [5-9] entries, 1 to [5-9]/);
    // What somebody types is in it, too: nobody becomes an administrator unseen (LOG-04).
    const password = "Tulip-Meadow-42-boat";
    const admin = ["user", "create", "--email", "eve@example.com", "--password", password];
    expect((await runPlinth([...admin, "--role", "admin"], environment)).code).toBe(0);
    expect((await runPlinth(["user", "create", ...admin.slice(2)], environment)).code).toBe(1);
    expect((await runPlinth(["keys", "rotate-data"], environment)).code).toBe(0);
    const file = join(data.path, "trail.jsonl");
    expect((await auditLog("export", "--out", file)).code).toBe(0);
    expect(await server.stop()).toBe(0);

    const key = (await auditLog("key")).printed.trim();
    const whole = await auditLog("verify", "--file", file, "--public-key", key);
    expect([whole.code, whole.told]).toEqual([0, ""]);
    const lines = readFileSync(file, "utf8").split("\n");
    const typed = lines.filter((line) => line.includes('"actor":"operator"'));
    expect(
      typed.map((line) => /"action":"([^"]+)","outcome":"([^"]+)"/.exec(line)?.slice(1)),
    ).toEqual([
      ["account.created", "success"],
      ["account.created", "failed"],
      ["keys.data-rotated", "success"],
    ]);
    expect(readFileSync(file, "utf8")).not.toContain(password);
    const stopped = ["privacy", "breach", "open", "--title", "A laptop", "--tables", "accounts"];
    expect((await runPlinth(stopped, environment)).code).toBe(0);
    const edited = join(data.path, "edited.jsonl");
    writeFileSync(edited, lines.toSpliced(3, 1).join("\n"));
    const short = await auditLog("verify", "--file", edited, "--public-key", key);
    expect([short.code, short.printed]).toEqual([1, expect.stringContaining("entry 3 is missing")]);

    const database = new DatabaseSync(join(data.path, "plinth.db"));
    const actions = "select action from audit_log union select action from audit_intake";
    expect(database.prepare(actions).all()).toContainEqual({ action: "privacy.breach-opened" });
    expect(() => database.exec("UPDATE audit_log SET outcome = 'failed' WHERE seq = 4")).toThrow(
      "append-only",
    );
    database.exec("DROP TRIGGER audit_log_stays");
    database.exec("UPDATE audit_log SET outcome = 'failed' WHERE seq = 4");
    database.close();
    const broken = await auditLog("verify");
    expect([broken.code, broken.printed]).toEqual([
      1,
      expect.stringMatching(/NOT hold:\n {2}entry 4 \([0-9a-f-]{36}\) is not what was recorded/),
    ]);
  }, 120_000);

  it("refuses what it does not know", async () => {
    const answer = await auditLog("burn");
    expect([answer.code, answer.told]).toEqual([
      64,
      expect.stringContaining("say verify, export, key, accept"),
    ]);
  }, 30_000);
});
