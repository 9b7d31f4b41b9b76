import { statSync } from "node:fs";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { BUSY_TIMEOUT_MS, openConnection, type SqliteConnection, toWireFault } from "./database.ts";
import { createGroupWriter } from "./group-writer.ts";
import { createLogKeeper } from "./log/keeper.ts";
import {
  emptyResult,
  instant,
  type WriterCommand,
  type WriterMessage,
  type WriterStart,
} from "./protocol.ts";
import { packMessage, unpackCommands, type WireCommands } from "./wire/pack.ts";

// The thread that owns the only writing connection. It imports nothing but Node and its
// neighbours, so that it starts the same from sources and from the build.

const CHECKPOINT_STEP_BYTES = 4 << 20;
const CHECKPOINT_ALWAYS_BYTES = 64 << 20;
const OPENED_ID = 0;

/**
 * Moves the write-ahead log into the database between groups, when nobody waits or when it has
 * grown large. Never waits for a reader: a log in use is left for later.
 */
const createCheckpointer = (connection: SqliteConnection, path: string) => {
  let next = CHECKPOINT_STEP_BYTES;
  return (isIdle: boolean): void => {
    const size = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (size < next || (!isIdle && size < CHECKPOINT_ALWAYS_BYTES)) {
      return;
    }
    next = size + CHECKPOINT_STEP_BYTES;
    connection.database.exec("PRAGMA busy_timeout = 0");
    const [outcome] = connection.run("PRAGMA wal_checkpoint(TRUNCATE)", []).rows;
    connection.database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    if ((outcome as { busy: number }).busy === 0) {
      next = CHECKPOINT_STEP_BYTES;
    }
  };
};

const port = parentPort;
if (port !== null) {
  const { path } = workerData as WriterStart;
  const send = (message: WriterMessage): void => port.postMessage(packMessage(message));

  try {
    const connection = openConnection(path, "write");
    const opened = statSync(path).ino;
    let isMoreComing = false;
    const take = (message: WireCommands): readonly WriterCommand[] => {
      ({ isMoreComing } = message);
      return unpackCommands(message);
    };
    const checkpoint = createCheckpointer(connection, path);
    const log = createLogKeeper({
      connection,
      path,
      now: Date.now,
      send: (batch) => port.postMessage({ batch }, [batch.frames.buffer as ArrayBuffer]),
    });
    const writer = createGroupWriter({
      connection,
      send,
      now: instant,
      receive: () => {
        const received = receiveMessageOnPort(port) as { message: WireCommands } | undefined;
        return received === undefined ? [] : take(received.message);
      },
      isMoreComing: () => isMoreComing,
      assertInPlace: () => {
        if (statSync(path, { throwIfNoEntry: false })?.ino !== opened) {
          throw new Error("the database file was removed or replaced while it was open");
        }
      },
      onDurable: log.noteCommit,
      afterGroup: (isIdle) => {
        log.take();
        if (!log.isHeld()) checkpoint(isIdle);
      },
      onLog: log.obey,
      beforeClose: log.close,
    });
    port.on("message", (message: WireCommands) => writer.accept(take(message)));
    send({ replies: [{ id: OPENED_ID, ok: true, result: emptyResult }], flushes: 0 });
  } catch (error) {
    send({ replies: [{ id: OPENED_ID, ok: false, fault: toWireFault(error) }], flushes: 0 });
    port.close();
  }
}
