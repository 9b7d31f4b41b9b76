import type { DatabaseServer } from "./connection.ts";
import type { ServerConnection, ServerLook } from "./look.ts";

// The driver is loaded where it is used: an application on the embedded database never does.

/**
 * Connects to one server, apart from any pool; `timeoutMs` bounds the connection and each statement.
 * @throws {AppError} where it does not answer.
 */
export const connectServer = async (
  server: Pick<DatabaseServer, "config">,
  timeoutMs: number,
): Promise<ServerConnection> => {
  const look = await import("./look.ts");
  return look.connectServer(server, timeoutMs);
};

/** Asks a server on an open connection what it is. */
export const askServer = async (connection: ServerConnection): Promise<ServerLook> => {
  const { LOOK, lookOf } = await import("./look.ts");
  return lookOf((await connection.query(LOOK))[0]);
};
