import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type ServerProcess, startServer } from "../../support/server.ts";

/** Longer than a session may be idle (SES-03). */
const IDLE_MS = 31 * 60_000;

/**
 * Lets every session have been idle too long, as if nobody had come for half an hour. The server
 * stands still meanwhile, and comes back at its address.
 */
export const letSessionsRunOut = async (
  server: ServerProcess,
  directory: string,
): Promise<ServerProcess> => {
  await server.stop();
  const database = new DatabaseSync(join(directory, "plinth.db"));
  database.prepare("UPDATE sessions SET last_seen_at = last_seen_at - ?").run(IDLE_MS);
  database.close();
  return startServer(directory, { PORT: new URL(server.url).port });
};
