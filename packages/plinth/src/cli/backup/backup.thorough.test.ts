import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateSecret } from "#config";
import { createSecureRandom } from "#crypto";
import { parseArguments } from "../command.ts";
import { backup } from "./backup.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-typed-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const key = generateSecret(createSecureRandom());

/** What a command line comes to: its exit code with what it told, or the sentence that refused it. */
const typed = async (line: string, settings: Readonly<Record<string, string>> = {}) => {
  const told: string[] = [];
  const note = (text: string): void => void told.push(text);
  const environment = {
    ...{ PLINTH_ENV: "test", PLINTH_DATA: join(directory, "data"), BACKUP_KEY: key },
    ...{ BACKUP_DIRECTORY: join(directory, "backups"), ...settings },
  };
  try {
    const given = parseArguments(backup, line.split(" "));
    const code = await backup.run(given, { print: note, tell: note, environment, directory });
    return `${code}: ${told.join("\n")}`;
  } catch (fault) {
    return String(fault);
  }
};

describe("a mistake in plinth backup", () => {
  it.each([
    ["list --from nowhere", "there is no directory"],
    ["list --from copy", "set BACKUP_S3_URL or BACKUP_COPY_TO"],
    ["upload", "set BACKUP_S3_URL or BACKUP_COPY_TO"],
    ["create --upload", "set BACKUP_S3_URL or BACKUP_COPY_TO"],
    ["restore --at 2999-01-01T00:00:00Z", "is still to come"],
    ["restore --at yesterday", "with its time zone"],
    ["restore", "1: plinth: there is no full backup; plinth backup create makes one"],
    ["list --frm x", "see plinth backup --help"],
    ["list --from", "see plinth backup --help"],
  ])("BK-04: %s is one sentence that says what to do, and makes nothing", async (line, words) => {
    const said = await typed(line);
    expect(said).toContain(words);
    expect(said.trim()).not.toContain("\n");
    // A restore holds its data directory while it looks for a backup.
    expect(readdirSync(directory).filter((name) => name !== "data")).toEqual([]);
  });

  it("BK-04: a place without a backup is no good news to a script that lists it", async () => {
    expect(await typed("list")).toMatch(
      /^1: .* 0 full backups, .*\n.*\nplinth: there is no full backup; plinth backup create makes one$/,
    );
  });

  it("BK-04: where backups are off it says how to have them", async () => {
    expect(await typed("list", { BACKUP_DIRECTORY: "off" })).toContain("BACKUP_DIRECTORY is off");
  });

  it("BK-04: a file that is no dump is called by the name that was typed", async () => {
    writeFileSync(join(directory, "notes"), "not a dump of ours, and long enough to be looked at");
    expect(await typed("load --from notes")).toContain(`${join(directory, "notes")} is no backup`);
  });

  it("BK-04: a key that may not be read is not said to be missing", async () => {
    const tooLong = join(directory, "x".repeat(300));
    expect(await typed("list", { BACKUP_KEY: "", PLINTH_DATA: tooLong })).toContain("ENAMETOOLONG");
  });

  it("BK-04: a full backup is not read for a file that is in the way", async () => {
    mkdirSync(join(directory, "backups"));
    writeFileSync(join(directory, "look.db"), "mine");
    expect(await typed("restore --to look.db")).toContain("look.db is there already");
  });
});
