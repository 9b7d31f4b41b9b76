import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { backups } from "./index.ts";
import type { BackupControl } from "./service.ts";

const PATH = "/api/v1/admin/backups";
const root = mkdtempSync(join(tmpdir(), "plinth-backups-http-"));

let identity: Identity;
let without: Identity;
const bearerOf = async (of: Identity, role: string) => {
  const { tokens } = await of.addSession(await of.addAccount({ role }));
  return { authorization: `Bearer ${tokens.accessToken}` };
};
const ask = async (
  of: Identity,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
) => {
  const answer = await of.send(method, path, undefined, headers);
  return { status: answer.status, body: JSON.parse(await answer.text()) as never };
};
/** The full backup that a start makes by itself, or any other, keeps the next from beginning. */
const untilIdle = () =>
  expect.poll(() => identity.app.backups?.status().work, { timeout: 60_000 }).toBeUndefined();
const service = () => identity.app.modules.service("backups") as BackupControl;

beforeAll(async () => {
  identity = await startIdentity({
    modules: [backups],
    env: { BACKUP_DIRECTORY: join(root, "backups") },
  });
  without = await startIdentity({ modules: [backups] });
});
afterAll(async () => {
  await identity.app.stop();
  await without.app.stop();
  rmSync(root, { recursive: true, force: true });
});

describe("backups in the hands of administrators", () => {
  it("AZ-02: strangers and users neither see backups nor begin one", async () => {
    const user = await bearerOf(identity, "user");
    for (const [method, path] of [
      ["GET", PATH],
      ["POST", PATH],
      ["POST", `${PATH}/drill`],
    ] as const) {
      expect((await ask(identity, method, path)).status).toBe(401);
      expect((await ask(identity, method, path, user)).status).toBe(403);
    }
  });

  it("BK-05: a drill finds the row that it wrote, and what it measured is shown", async () => {
    const admin = await bearerOf(identity, "admin");
    await untilIdle();
    if (identity.app.backups?.status().isFollowing !== true)
      await service()
        .create()
        .catch(() => undefined);
    await service().drill();
    const { body } = await ask(identity, "GET", PATH, admin);
    expect(body).toMatchObject({
      isOn: true,
      isFollowing: true,
      proof: { lagMs: expect.any(Number), tables: expect.any(Number) },
      backups: [{ bytes: expect.any(Number) }],
    });
    expect((await identity.app.view.moduleHealth())["backups"]).toMatchObject({ healthy: true });
  });

  it("P-060: an upload that cannot be read is told by health until it is mended", async () => {
    const health = async () => (await identity.app.view.moduleHealth())["backups"];
    const folder = join(identity.app.config.files.directory, "01", "23");
    const path = join(folder, "0123456789abcdef0123456789abcdef");
    mkdirSync(folder, { recursive: true });
    // A link to itself: refused to every user, unlike what rights keep from all but one.
    symlinkSync(path, path);
    await untilIdle();
    await expect(identity.app.backups?.create()).rejects.toThrow("ELOOP");
    expect(await health()).toMatchObject({ healthy: false, detail: { filesWaiting: 1 } });
    rmSync(path);
    await identity.app.backups?.create();
    expect(await health()).toMatchObject({ healthy: true, detail: { filesWaiting: 0 } });
  });

  it("BK-01: what an administrator asks for becomes a job, once", async () => {
    const admin = await bearerOf(identity, "admin");
    const first = await ask(identity, "POST", PATH, admin);
    expect(first).toMatchObject({ status: 202, body: { isNew: true } });
  });

  it("BACKUPS_OFF: says that an instance makes none", async () => {
    const admin = await bearerOf(without, "admin");
    expect((await ask(without, "GET", PATH, admin)).body).toMatchObject({ isOn: false });
    expect(await ask(without, "POST", PATH, admin)).toMatchObject({
      status: 409,
      body: { code: "BACKUPS_OFF" },
    });
  });
});
