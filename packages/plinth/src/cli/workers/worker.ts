import { freeStartMemory, LAME_DUCK_MS, openControlSocket, startApplication } from "#app";
import type { Arguments, Terminal } from "../command.ts";
import { runControlCommand } from "../control/control-commands.ts";
import { drainOnFault } from "../deploy/drain-on-fault.ts";
import { announceFirstAdministrator } from "../first-administrator.ts";
import { loadDefinition } from "../load-definition.ts";
import { loadSettings } from "../load-settings.ts";
import { BEAT, DRAIN, LEAD, READY } from "./words.ts";

const BEAT_MS = 1_000;

/** What the primary says. */
interface Order {
  readonly say?: string;
  readonly lameDuckMs?: number;
}

/** One of several processes on one port; ends with the one that started it. */
export const runWorker = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const definition = await loadDefinition(given.text("app"), terminal.directory);
  const application = await startApplication({ definition, config: loadSettings(terminal) });
  drainOnFault(application);
  freeStartMemory();
  let control: { readonly close: () => Promise<void> } | undefined;
  const lead = async (): Promise<void> => {
    control ??= await openControlSocket(application.config.dataDirectory, (request) =>
      runControlCommand(application, request),
    );
    await announceFirstAdministrator(application, terminal);
  };
  const beat = setInterval(() => process.send?.({ said: BEAT }), BEAT_MS);
  const stopped = new Promise<number>((resolve) => {
    process.on("message", ({ say, lameDuckMs = LAME_DUCK_MS }: Order) => {
      if (say === DRAIN) resolve(lameDuckMs);
      if (say !== LEAD) return;
      lead().catch((fault: unknown) => application.log.error("no commands", { error: fault }));
    });
    process.on("SIGTERM", () => resolve(LAME_DUCK_MS));
    process.on("disconnect", () => resolve(LAME_DUCK_MS));
    // Ctrl+C reaches the primary as well, which says when.
    process.on("SIGINT", () => undefined);
    process.on("SIGHUP", () => undefined);
  });
  process.send?.({ said: READY });
  const lameDuckMs = await stopped;
  await control?.close();
  await application.stop(lameDuckMs);
  clearInterval(beat);
  process.disconnect?.();
  return 0;
};
