import { type Composition, sendControl } from "#app";
import type { AuditLogService, LogRow } from "#modules/audit-log";
import type { Terminal } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";

/** An entry as it is exported: as it is hashed, and what its sealed parts say where they open. */
export interface ExportedEntry {
  readonly entry: LogRow;
  readonly known: unknown;
}

/** What the command asks of an instance, running or not. */
export interface Asked {
  readonly action: "verify" | "state" | "head" | "entries" | "key" | "accept";
  /** Of "entries": those after this place. */
  readonly after?: number;
  /** Of "accept": why the end of the chain is right as it is. */
  readonly because?: string;
}

/** Asks an instance. */
export type Ask = (asked: Asked) => Promise<unknown>;

const PAGE = 500;

/** @throws {Error} when the application has no audit trail. */
const requireLog = ({ modules }: Composition): AuditLogService => {
  const service = modules.service("audit-log");
  if (service === undefined) throw new Error("this application has no module audit-log");
  return service as AuditLogService;
};

/**
 * Answers for an instance in this process.
 * @throws {Error} with one sentence.
 */
export const answerAuditLog = async (
  composition: Composition,
  given: Readonly<Record<string, unknown>>,
): Promise<unknown> => {
  const log = requireLog(composition);
  switch (given["action"]) {
    case "verify":
      // The answer is asked for again and again: a long chain takes longer than a socket waits.
      log.verify().catch(() => undefined);
      return log.progress();
    case "state":
      return log.progress();
    case "key":
      return { publicKey: log.trail.publicKey };
    case "head":
      await log.trail.settle();
      return log.exportHead();
    case "entries":
      return log.exportAfter(Number(given["after"] ?? 0), PAGE);
    case "accept":
      await log.accept(String(given["because"] ?? ""));
      return {};
    default:
      throw new Error("say verify, export, key or accept");
  }
};

/** Uses the running instance of a data directory, or its data where none runs. */
export const withAuditLog = async (
  app: string | undefined,
  terminal: Terminal,
  use: (ask: Ask) => Promise<number>,
): Promise<number> => {
  const { dataDirectory } = loadSettings(terminal);
  const overSocket: Ask = async (asked) => {
    const answer = await sendControl(dataDirectory, {
      command: "audit-log",
      arguments: { ...asked },
    });
    if (answer === undefined) throw new Error("the instance stopped meanwhile");
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  };
  const running = await sendControl(dataDirectory, { command: "ping", arguments: {} });
  if (running !== undefined) return use(overSocket);
  return withData(app, terminal, async (composition) => {
    await composition.migrator.up();
    await requireLog(composition).trail.begin();
    return use((asked) => answerAuditLog(composition, { ...asked }));
  });
};
