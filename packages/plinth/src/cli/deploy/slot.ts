import {
  type ApplicationDefinition,
  freeStartMemory,
  openControlSocket,
  type RunningApplication,
  type StartOptions,
  startApplication,
} from "#app";
import type { Config } from "#config";
import { BootError } from "#core";
import { obeyOwner } from "#instance";
import type { StartRules } from "#ops/deploy";
import type { Terminal } from "../command.ts";
import { runControlCommand } from "../control/control-commands.ts";
import { freePort } from "../instance/instance.ts";
import { findApplication, loadDefinition } from "../load-definition.ts";
import { drainOnFault } from "./drain-on-fault.ts";
import { judge } from "./judge.ts";
import type { SlotAsked, SlotPlace, SlotSaid } from "./messages.ts";
import { prepareRehearsal, type RehearsalGround } from "./rehearsal.ts";
import { type SlotSettings, slotSettings } from "./slot-settings.ts";

type Loaded = Omit<SlotSettings, "port"> & { readonly definition: ApplicationDefinition };

/** Refuses migrations that the release before could not live with (DEP-04). */
const lookAhead =
  ({ mayContract, mayMigrate }: StartRules): NonNullable<StartOptions["beforeMigrations"]> =>
  async (migrator) => {
    const { applied, pending } = await migrator.status();
    if (!mayMigrate && pending.length > 0) {
      throw new BootError([`nothing is migrated in a dry run; pending: ${pending.join(", ")}`]);
    }
    if (mayContract || applied.length === 0) return;
    const known = new Map(migrator.migrations.map((one) => [one.id, one]));
    const narrowing = pending.filter((id) => known.get(id)?.compatible !== "expand");
    if (narrowing.length === 0) return;
    throw new BootError([
      `the release before could not go on after ${narrowing.join(", ")}; say --contract where there need be no way back`,
    ]);
  };

/**
 * The application of a release; what its code throws while it is loaded is said with its place, which
 * whoever deploys sees nowhere else.
 */
const loadRelease = async (
  app: string | undefined,
  directory: string,
): Promise<ApplicationDefinition> => {
  try {
    return await loadDefinition(app, directory);
  } catch (fault) {
    if (fault instanceof BootError || !(fault instanceof Error)) throw fault;
    const file = findApplication(app, directory);
    throw new BootError([`${file} cannot be loaded: ${fault.message}`]);
  }
};

/** What the module of deploys offers; a release may be without it. */
interface DeployNotes {
  readonly take?: () => Promise<void>;
}

/** The application of a slot, as the front has it begin and end. */
const createSlot = (terminal: Terminal, givenApp: string | undefined) => {
  let loaded: Loaded | undefined;
  let running: RunningApplication | undefined;
  let ground: RehearsalGround | undefined;
  let control: { readonly close: () => Promise<void> } | undefined;

  const requireLoaded = (): Loaded => {
    if (loaded === undefined) throw new BootError(["nothing was loaded"]);
    return loaded;
  };
  const requireRunning = (): RunningApplication => {
    if (running === undefined) throw new BootError(["the slot was not started"]);
    return running;
  };

  const load = async (asked: SlotAsked & { do: "load" }): Promise<SlotSaid["load"]> => {
    const { environment, dataDirectory, publicUrl } = asked;
    const definition = await loadRelease(asked.app ?? givenApp, terminal.directory);
    const settings = {
      ...{ environment, dataDirectory, publicUrl, definition },
      directory: terminal.directory,
      env: terminal.environment,
    };
    const config = slotSettings({ ...settings, port: await freePort() });
    loaded = settings;
    const { name, version } = definition;
    return { name, version, isShared: config.database.url !== undefined };
  };

  const run = async (options: Omit<StartOptions, "definition">): Promise<SlotPlace> => {
    const { definition } = requireLoaded();
    running = await startApplication({ ...options, definition });
    drainOnFault(running);
    freeStartMemory();
    return { origin: `http://127.0.0.1:${running.address.port}` };
  };

  const configFor = async (change: Partial<SlotSettings> = {}): Promise<Config> =>
    slotSettings({ ...requireLoaded(), port: await freePort(), ...change });

  const copy = async ({ directory }: SlotAsked & { do: "copy" }): Promise<void> => {
    const { definition, env } = requireLoaded();
    ground = await prepareRehearsal({
      ...{ definition, env, directory },
      config: await configFor(),
    });
  };

  const rehearse = async (asked: SlotAsked & { do: "rehearse" }): Promise<SlotPlace> => {
    // A front of before asks for no copy of its own.
    if (ground === undefined) await copy({ do: "copy", directory: asked.directory });
    const rules = { ...asked.rules, mayMigrate: ground?.isCopy === true };
    return run({
      config: await configFor(ground?.change),
      isRehearsal: true,
      beforeMigrations: lookAhead(rules),
    });
  };

  /** Whatever was copied is no use to anybody once its application has ended. */
  const forget = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
    await ground?.remove();
    ground = undefined;
  };

  const closeControl = async (): Promise<void> => {
    await control?.close();
    control = undefined;
  };

  const obey = async (asked: SlotAsked): Promise<unknown> => {
    if (asked.do === "load") return load(asked);
    if (asked.do === "copy") return copy(asked);
    if (asked.do === "forget") return forget();
    if (asked.do === "rehearse") return rehearse(asked);
    if (asked.do === "start") {
      return run({
        config: await configFor(),
        beforeMigrations: lookAhead(asked.rules),
        ignoresMaintenance: asked.rules.endsMaintenance,
      });
    }
    if (asked.do === "judge") {
      return judge(requireRunning(), asked.wanted, terminal.directory);
    }
    if (asked.do === "note") {
      return (running?.modules.service("deploys") as DeployNotes | undefined)?.take?.();
    }
    if (asked.do === "deactivate") return closeControl();
    if (asked.do === "activate") {
      const application = requireRunning();
      control ??= await openControlSocket(application.config.dataDirectory, (request) =>
        runControlCommand(application, request),
      );
    }
    return undefined;
  };
  return {
    obey,
    stop: async (): Promise<void> => {
      await closeControl();
      await forget();
    },
  };
};

/** Whether a process with a channel to its owner started this one. */
const isOwned = (): boolean => process.send !== undefined;

/**
 * Runs a slot: one release of two, on a port of this machine, for the front that started it.
 * @throws {BootError} where nobody did.
 */
export const runSlot = (terminal: Terminal, app: string | undefined): Promise<number> => {
  if (!isOwned()) throw new BootError(["a slot is started by plinth front, and by nobody else"]);
  const { obey, stop } = createSlot(terminal, app);
  // Ctrl+C reaches the front as well, which ends its slots when nobody needs them any more.
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  obeyOwner<SlotAsked>({ obey, stop });
  return new Promise(() => undefined);
};
