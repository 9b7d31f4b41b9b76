import { chmodSync, existsSync, rmSync, statSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type StartTimer, systemTimer } from "#core";

const MAX_REQUEST = 65_536;
/** A list of all routes with their limits is long. */
const MAX_ANSWER = 8_388_608;
const TIMEOUT_MS = 15_000;
/** Who is being answered when the instance stops gets the answer, if it is there by then. */
const LAST_ANSWERS_MS = 5_000;

/** A command to a running instance, and its answer. */
export interface ControlRequest {
  readonly command: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a command answered: a value, or one sentence that says why not. */
export type ControlAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** Runs one command. */
export type ControlHandler = (request: ControlRequest) => Promise<unknown>;

/** Where the socket of a data directory is. Unix socket paths are limited to about 100 bytes. */
export const controlSocketPath = (dataDirectory: string): string =>
  join(dataDirectory, "control.sock");

const readLine = (socket: Socket, longest: number): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.setTimeout(TIMEOUT_MS, () => reject(new Error("the control socket took too long")));
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end !== -1) resolve(text.slice(0, end));
      else if (text.length > longest)
        reject(new Error("what came over the control socket is too long"));
    });
    socket.on("error", reject);
    socket.on("end", () => reject(new Error("the other side closed the control socket")));
  });

const answer = async (socket: Socket, handler: ControlHandler): Promise<void> => {
  let result: ControlAnswer;
  try {
    const request = JSON.parse(await readLine(socket, MAX_REQUEST)) as ControlRequest;
    result = { ok: true, value: await handler(request) };
  } catch (fault) {
    result = { ok: false, message: fault instanceof Error ? fault.message : "the command failed" };
  }
  socket.end(`${JSON.stringify(result)}\n`);
};

/**
 * Listens for commands from this machine's owner of the data directory: the socket file is 0600, so
 * that file permissions are the authentication. Closing takes a bounded time, whatever clients do: one
 * that was suspended must not hold up the stop.
 */
export const openControlSocket = async (
  dataDirectory: string,
  handler: ControlHandler,
  startTimer: StartTimer = systemTimer,
): Promise<{ readonly close: () => Promise<void> }> => {
  const path = controlSocketPath(dataDirectory);
  // The store's lock says that no other instance runs here, so a socket file is a crash's leftover.
  if (existsSync(path)) rmSync(path);
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    answer(socket, handler).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        const cancel = startTimer(LAST_ANSWERS_MS, () => {
          for (const socket of sockets) socket.destroy();
        });
        server.close(() => {
          cancel();
          resolve();
        });
      }),
  };
};

/** Sends one command to a running instance; undefined when none runs on this data directory. */
export const sendControl = async (
  dataDirectory: string,
  request: ControlRequest,
): Promise<ControlAnswer | undefined> => {
  const path = controlSocketPath(dataDirectory);
  // What may not be looked at is not missing: that throws.
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const socket = createConnection(path);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    // Nobody listens: the file is what a crash left behind, or went this moment.
    if (code === "ECONNREFUSED" || code === "ENOENT") return undefined;
    throw fault;
  }
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(await readLine(socket, MAX_ANSWER)) as ControlAnswer;
  } finally {
    socket.destroy();
  }
};
