import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startFileBench } from "../../packages/plinth/src/testing/kept-files.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("kept files on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const TEN_YEARS = 10 * 365 * 86_400_000;

describe.skipIf("missing" in server)("kept files on PostgreSQL", () => {
  it("UPL-03, PRIV-03: are kept, given out, tidied and erased as on the embedded database", async () => {
    if ("missing" in server) return;
    const bench = await startFileBench({
      env: {
        DATABASE_URL: await server.createDatabase(),
        SECRET_KEY: randomBytes(48).toString("base64url"),
        JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
      },
    });
    try {
      const { account, options, ask } = await bench.person();
      const note = bench.incoming(Buffer.from("a note"), { name: "n.txt", type: "text/plain" });
      const file = await bench.files.keep(note, options);
      const answer = await ask("GET", `/api/v1/files/${file.id}`);
      expect([answer.status, await answer.text()]).toEqual([200, "a note"]);
      expect(await bench.files.tidy(0)).toEqual({
        bytesRemoved: 0,
        rowsRemoved: 0,
        rowsMissing: 0,
        sealed: 0,
      });
      // Another node may have the bytes: without a directory that all share no row is removed.
      rmSync(join(bench.identity.app.dataDirectory, "files"), { recursive: true });
      expect(await bench.files.tidy(0)).toMatchObject({ rowsRemoved: 0, rowsMissing: 1 });
      const [data] = bench.files.personalData;
      expect(await data?.export(account.id)).toMatchObject([{ id: file.id, bytes: 6 }]);
      await data?.erase(account.id);
      expect((await ask("GET", `/api/v1/files/${file.id}`)).status).toBe(404);
      expect((await bench.files.tidy(TEN_YEARS)).bytesRemoved).toBe(0);
      expect((await bench.files.quarantine.list()).files).toEqual([]);
    } finally {
      await bench.stop();
    }
  });
});
