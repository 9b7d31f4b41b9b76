import { open, rename, rm } from "node:fs/promises";
import { isMissing } from "#core";
import { BackupFault } from "../fault.ts";
import { compressed, decompressed } from "../format/compress.ts";
import { type ObjectKey, type OpeningKey, openObject, sealObject } from "../format/container.ts";
import { filePieces } from "../format/file-pieces.ts";

// A logical dump: the rows of either engine as an embedded database, sealed like any backup. Which
// engine it came from does not matter to who loads it.

const NAME = "dump.plb";

/** Writes a file whole or not at all; one that is there is not replaced. */
const writeTo = async (file: string, source: AsyncIterable<Uint8Array>): Promise<number> => {
  const draft = `${file}.writing`;
  const handle = await open(draft, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const piece of source) {
      await handle.appendFile(piece);
      bytes += piece.byteLength;
    }
    await handle.sync();
  } catch (fault) {
    await rm(draft, { force: true });
    throw fault;
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  return bytes;
};

/** Seals a database file that nobody has open as a dump; its bytes. */
export const sealDump = (
  objectKey: ObjectKey,
  options: { readonly database: string; readonly file: string; readonly at: number },
): Promise<number> => {
  const header = { name: NAME, at: options.at, meta: { kind: "dump" } };
  return writeTo(
    options.file,
    sealObject(objectKey, header, compressed(filePieces(options.database))),
  );
};

/**
 * Opens a dump as a database file.
 * @throws {BackupFault} for one of another key, and one that was changed or cut.
 */
export const openDump = async (
  key: OpeningKey,
  options: { readonly file: string; readonly database: string },
): Promise<void> => {
  try {
    const { content } = await openObject(key, NAME, filePieces(options.file));
    await writeTo(options.database, decompressed(content()));
  } catch (fault) {
    if (isMissing(fault)) {
      throw new BackupFault("missing", `there is no ${options.file}`);
    }
    // Whoever typed a file knows it by that name.
    if (fault instanceof BackupFault) {
      throw new BackupFault(fault.kind, fault.message.replaceAll(NAME, options.file), fault);
    }
    throw fault;
  }
};
