import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openControlSocket } from "#app";
import type { Terminal } from "../command.ts";
import { previousKey } from "../privacy/doctor-check.ts";
import { tarGz } from "./bundle.ts";
import { settings, store } from "./checks.ts";
import { createRedactor } from "./redactor.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-doctor-test-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const terminal = (environment: Readonly<Record<string, string>>): Terminal => ({
  print: () => undefined,
  tell: () => undefined,
  environment: { PLINTH_ENV: "test", PLINTH_DATA: directory, ...environment },
  directory,
});

describe("plinth doctor", () => {
  it("TST-07: no secret of the environment or of .env survives, in whatever form it appears", () => {
    const canary = fc.stringMatching(/^[!-~]{12,40}$/);
    const where = fc.constantFrom<(secret: string) => unknown>(
      (secret) => `the value ${secret} stands in prose`,
      (secret) => ({ deep: [{ header: `x ${secret} y` }] }),
      (secret) => ({ [secret]: 1 }),
      (secret) => `?next=${encodeURIComponent(secret)}`,
      (secret) => Buffer.from(secret).toString("base64"),
      (secret) => JSON.stringify({ inner: secret }),
    );
    fc.assert(
      fc.property(canary, where, fc.boolean(), (secret, put, isInFile) => {
        const { json } = createRedactor({
          environment: isInFile ? {} : { SHOP_API_TOKEN: secret },
          envFile: isInFile ? `SHOP_API_TOKEN=${secret}\n` : "",
          config: undefined,
        });
        const shown = JSON.stringify(json(put(secret)));
        expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(shown).not.toContain(encodeURIComponent(secret));
        expect(shown).not.toContain(Buffer.from(secret).toString("base64").replace(/=+$/, ""));
      }),
      { examples: [["'quoted'secret'", (secret) => secret, true]] },
    );
  });

  it("TST-07: passwords within addresses go, and so does who a mail address belongs to", () => {
    const { text } = createRedactor({
      environment: { DATABASE_URL: "postgresql://plinth:canary%20word@db.example/x" },
      envFile: "",
      config: undefined,
    });
    const shown = text("canary%20word and canary word, to robin.canary@example.org: 4.0 ms");
    expect(shown).not.toContain("canary");
    expect(shown).toContain("@example.org: 4.0 ms");
  });

  it("TST-07: refused settings are a finding, and what they would have said is not done", () => {
    const { check, config } = settings(terminal({ PORT: "none" }));
    expect(check).toMatchObject({
      state: "bad",
      summary: expect.stringMatching(/refused: .*PORT/),
    });
    expect(store(config).state).toBe("not done");
  });

  it("TST-07: a whole database is told from a damaged one, and no row of it is shown", () => {
    const { config } = settings(terminal({}));
    expect(store(config)).toMatchObject({ state: "not done", summary: "there is no database yet" });
    writeFileSync(join(directory, "plinth.db.replacing"), "{}");
    expect(store(config).summary).toMatch(/a restore was interrupted: the next start/);
    rmSync(join(directory, "plinth.db.replacing"));
    const file = join(directory, "plinth.db");
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('canary')");
    database.close();
    const whole = store(config);
    expect(whole).toMatchObject({ state: "good", detail: { tables: ["people"] } });
    expect(JSON.stringify(whole)).not.toContain("canary");
    writeFileSync(file, "no database at all, though it is called one".repeat(100));
    expect(store(config).state).toBe("bad");
  });

  it("TST-07, PRIV-06: says whether a SECRET_KEY of before is set, what needs it, and what to do", async () => {
    const key = (letter: string): string => `${letter}-Xq2vLw9ZrT4_bN7cYd1eF6gH3mPaQ5tK8s`;
    const before = { SECRET_KEY: key("n"), SECRET_KEY_PREVIOUS: key("o") };
    const look = async (environment: Readonly<Record<string, string>>) => {
      const { config } = settings(terminal(environment));
      const check = await previousKey(config);
      // What is printed has gone through it, and must still be a sentence.
      const { text } = createRedactor({ environment, envFile: "", config });
      expect(text(check.summary)).toBe(check.summary);
      return check;
    };
    const stopped = await look(before);
    expect(stopped.state).toBe("not done");
    expect(stopped.summary).toContain("is set; whether anything needs one");
    expect((await previousKey(undefined)).state).toBe("not done");
    let digests = [{ what: "recovery codes", count: 3 }];
    const { close } = await openControlSocket(directory, ({ command }) =>
      command === "keys.previous" ? Promise.resolve(digests) : Promise.reject(new Error(command)),
    );
    try {
      const needed = await look(before);
      expect(needed).toMatchObject({ state: "good", detail: { isSet: true, digests } });
      expect(needed.summary).toMatch(/is set; 3 recovery codes .* it stays$/);
      const lost = await look({});
      expect(lost).toMatchObject({ state: "bad", detail: { isSet: false } });
      expect(lost.summary).toMatch(/is not set, and 3 recovery codes .* until .* names it/);
      digests = [];
      expect((await look(before)).summary).toMatch(/may go .*rotate-data`; take it out then$/);
      expect(await look({})).toMatchObject({
        state: "good",
        summary: expect.stringContaining("nothing needs it"),
      });
      const tokens = { JWT_SECRET_KEY: key("t"), JWT_SECRET_KEY_PREVIOUS: key("u") };
      expect((await look(tokens)).summary).toContain("JWT_SECRET_KEY_PREVIOUS is set too");
      expect(JSON.stringify(await look({ ...before, ...tokens }))).not.toContain("Xq2vLw9Z");
    } finally {
      await close();
    }
  });

  it("TST-07: the archive is one that tar unpacks", () => {
    const text = "ä line\n".repeat(200);
    const file = join(directory, "bundle.tar.gz");
    writeFileSync(file, tarGz("plinth-doctor", [{ name: "a.md", text }], 1_700_000_000));
    const unpacked = execFileSync("tar", ["-xzOf", file, "plinth-doctor/a.md"]);
    expect(unpacked.toString("utf8")).toBe(text);
  });
});
