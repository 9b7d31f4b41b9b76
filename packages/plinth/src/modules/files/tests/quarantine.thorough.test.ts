import { Buffer } from "node:buffer";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "#core";
import { access } from "#modules/access";
import { type FileBench, startFileBench, startScanner } from "../../../testing/kept-files.ts";

let scanner: Awaited<ReturnType<typeof startScanner>>;
let strict: FileBench;
let lenient: FileBench;
beforeAll(async () => {
  scanner = await startScanner();
  const env = { CLAMAV_ADDRESS: scanner.address };
  strict = await startFileBench({ modules: [access], env: { ...env, FILE_SCAN: "required" } });
  lenient = await startFileBench({ env: { ...env, FILE_SCAN: "best-effort" } });
});
afterAll(async () => {
  await strict.stop();
  await lenient.stop();
  await scanner.stop();
});

const TEXT = Buffer.from("a note");
const about = { name: "note.txt", type: "text/plain" };

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "kept",
    (fault: AppError) => fault.code,
  );

const countOnDisk = ({ identity }: FileBench): number => {
  const directory = join(identity.app.dataDirectory, "files");
  return existsSync(directory)
    ? readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      ).length
    : 0;
};

describe("UPL-04: a scanner looks first", () => {
  it("UPL-04: what it finds is set aside: its owner is told, and nobody gets it", async () => {
    const { account, options, ask } = await strict.person();
    scanner.say("stream: Marker-1 FOUND");
    expect(await codeOf(strict.files.keep(strict.incoming(TEXT, about), options))).toBe(
      "FILE_INFECTED",
    );
    scanner.say("stream: OK");
    const admin = await strict.person("admin");
    const listed = await admin.ask("GET", "/api/v1/admin/files?state=quarantined");
    const { files } = (await listed.json()) as { files: { id: string }[] };
    expect(files).toMatchObject([
      { ownerId: account.id, signature: "Marker-1", name: "note.txt", bytes: 6 },
    ]);
    const id = files[0]?.id ?? "";
    const file = "/api/v1/admin/files/export";
    expect(await (await admin.ask("GET", file)).text()).toContain(`"${id}","${account.id}"`);
    expect((await ask("GET", file)).status).toBe(403);
    expect((await ask("GET", `/api/v1/files/${id}`)).status).toBe(404);
    expect((await admin.ask("GET", `/api/v1/files/${id}`)).status).toBe(404);
    expect((await ask("GET", "/api/v1/admin/files?state=quarantined")).status).toBe(403);
    const events = strict.identity.events.filter(({ name }) => name === "file.quarantined");
    expect(events).toMatchObject([{ subject: account.id, data: { signature: "Marker-1" } }]);
    expect((await admin.ask("DELETE", `/api/v1/admin/files/${id}`)).status).toBe(204);
    expect((await admin.ask("DELETE", `/api/v1/admin/files/${id}`)).status).toBe(404);
    expect(countOnDisk(strict)).toBe(0);
    expect(strict.identity.events.some(({ name }) => name === "file.removed")).toBe(true);
  });

  it("removes no file that is not in quarantine", async () => {
    const { options } = await strict.person();
    const file = await strict.files.keep(strict.incoming(TEXT, about), options);
    expect(file.scan).toBe("clean");
    const admin = await strict.person("admin");
    expect((await admin.ask("DELETE", `/api/v1/admin/files/${file.id}`)).status).toBe(404);
    await strict.files.remove(file);
  });

  it("UPL-04: while it is out of reach, `required` keeps nothing and `best-effort` says so", async () => {
    scanner.say(undefined);
    const known = { strict: await strict.person(), lenient: await lenient.person() };
    for (let time = 0; time < 2; time += 1) {
      const refused = strict.files.keep(strict.incoming(TEXT, about), known.strict.options);
      expect(await codeOf(refused)).toBe("SCANNER_UNAVAILABLE");
    }
    expect(countOnDisk(strict)).toBe(0);
    expect(await strict.files.health()).toMatchObject({
      healthy: false,
      required: false,
      detail: { scan: "required", scanner: "out of reach" },
    });
    const told = strict.identity.events.filter(({ name }) => name === "scanner.unavailable");
    expect(told.length).toBe(1);
    const kept = await lenient.files.keep(lenient.incoming(TEXT, about), known.lenient.options);
    expect(kept).toMatchObject({ state: "ready", scan: "unscanned" });
    scanner.say("stream: OK");
    expect(await strict.files.health()).toMatchObject({ healthy: true });
  });

  it("forgets what lay in quarantine for a month", async () => {
    scanner.say("stream: Marker-2 FOUND");
    const { options } = await lenient.person();
    await codeOf(lenient.files.keep(lenient.incoming(TEXT, about), options));
    scanner.say("stream: OK");
    expect((await lenient.files.quarantine.list()).files.length).toBe(1);
    lenient.identity.clock.advance(31 * 86_400_000);
    await lenient.files.tidy(0);
    expect((await lenient.files.quarantine.list()).files.length).toBe(0);
  });
});
