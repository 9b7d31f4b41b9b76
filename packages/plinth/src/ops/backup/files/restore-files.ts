import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type OpeningKey, openObject } from "../format/container.ts";
import type { BackupTarget } from "../targets/contract.ts";
import { fileOf, filePath } from "./keeper.ts";

const write = async (path: string, source: AsyncIterable<Uint8Array>): Promise<void> => {
  const draft = `${path}.new`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(draft, { force: true });
  const handle = await open(draft, "wx", 0o600);
  try {
    for await (const piece of source) await handle.appendFile(piece);
    await handle.sync();
  } catch (fault) {
    await rm(draft, { force: true });
    throw fault;
  } finally {
    await handle.close();
  }
  await rename(draft, path);
};

/**
 * Puts back the uploaded files that are missing; how many. What no row stands for is removed later, as
 * after any crash.
 * @throws {BackupFault} for one that is damaged or of another key.
 */
export const restoreFiles = async (
  target: BackupTarget,
  key: OpeningKey,
  directory: string,
): Promise<number> => {
  let back = 0;
  for (const object of await target.list("files/")) {
    const name = fileOf(object.name);
    if (name === undefined) continue;
    const path = filePath(directory, name);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    const { content } = await openObject(key, object.name, target.get(object.name));
    await write(path, content());
    back += 1;
  }
  return back;
};
