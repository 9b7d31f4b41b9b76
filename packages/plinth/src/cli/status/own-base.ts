import { sendControl } from "#app";
import type { Config } from "#config";
import { frontStatus } from "../deploy/deploy.ts";

/** An address to listen at. */
interface Place {
  readonly host: string;
  readonly port: number;
}

const isPlace = (value: unknown): value is Place =>
  typeof value === "object" &&
  value !== null &&
  "host" in value &&
  typeof value.host === "string" &&
  "port" in value &&
  typeof value.port === "number";

/** Where the instance of a data directory says that it listens; undefined where none answers. */
const runningPlace = async (dataDirectory: string): Promise<Place | undefined> => {
  const answer = await sendControl(dataDirectory, { command: "address", arguments: {} }).catch(
    () => undefined,
  );
  // A release of before knows no such command: it listens where the settings say.
  return answer?.ok === true && isPlace(answer.value) ? answer.value : undefined;
};

/** A place, seen from this machine. */
const baseOf = ({ host, port }: Place): string => {
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
};

/**
 * Where what runs on a data directory is reached from here: its front, its instance, or where the
 * settings say that one would listen.
 */
export const ownBase = async ({
  dataDirectory,
  server,
  https,
}: Pick<Config, "dataDirectory" | "server" | "https">): Promise<string> => {
  // Who may not look into the data directory can still ask over the network.
  const front = await frontStatus(dataDirectory).catch(() => undefined);
  // A certificate is for the name that people use, and for no address of this machine.
  if (https.files !== undefined) return server.publicUrl;
  // A slot behind a front is not what people reach.
  const running = front === undefined ? await runningPlace(dataDirectory) : front.address;
  return baseOf(running ?? server);
};
