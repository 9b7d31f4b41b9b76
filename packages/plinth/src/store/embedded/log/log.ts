import { closeSync, openSync, read } from "node:fs";
import { promisify } from "node:util";
import type { WriterClient } from "../writer-client.ts";
import type { LogMark, StoreLog } from "./contract.ts";

const readInto = promisify(read);
const PIECE = 1 << 20;

interface MarkReply {
  readonly mark?: LogMark;
}

/** Builds the log of an open database; `end` before its connections are closed, `close` after that. */
export const createStoreLog = (
  path: string,
  writer: Pick<WriterClient, "log" | "listen">,
): { readonly log: StoreLog; readonly end: () => void; readonly close: () => void } => {
  // Opened once and closed last: closing any descriptor of the file gives up the locks that SQLite
  // has on it in this process (POSIX), and another program could take the log away then.
  let descriptor: number | undefined;
  let isClosed = false;

  const readAll = async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    if (!isClosed) descriptor ??= openSync(path, "r");
    for (let at = 0; ; ) {
      if (descriptor === undefined) throw new Error("the database was closed while it was read");
      const { bytesRead, buffer } = await readInto(
        descriptor,
        Buffer.allocUnsafe(PIECE),
        0,
        PIECE,
        at,
      );
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  };

  return {
    log: {
      path,
      listen: writer.listen,
      resume: async (after) => {
        const row = (await writer.log({ step: "resume", after })) as { isFollowed: number };
        return row.isFollowed === 1;
      },
      hold: async () => ((await writer.log({ step: "hold" })) as MarkReply).mark,
      mark: async () => ((await writer.log({ step: "mark" })) as MarkReply).mark,
      release: async () => {
        await writer.log({ step: "release" });
      },
      flush: async () => {
        await writer.log({ step: "flush" });
      },
      read: readAll,
      isClosed: () => isClosed,
    },
    end: () => {
      isClosed = true;
    },
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
};
