/**
 * A throwaway instance of a drill, as a process of its own that may be killed. It is told what to be
 * by the process that started it, and ends with it. `plinth serve` never comes by here.
 */
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  type ApplicationDefinition,
  gatewayDefinition,
  identityModules,
  type OpenStandby,
  openStandby,
  operationsModules,
  parseGatewayFile,
  type RunningApplication,
  startApplication,
} from "#app";
import { loadConfig } from "#config";
import { BootError } from "#core";
import { obeyOwner } from "#instance";
import type { Tokens } from "#modules/tokens";
import { createLogger } from "#telemetry";
import { createDrillModule } from "./drill-module.ts";
import { createJumpingClock } from "./jumping-clock.ts";
import type { Asked, InstanceSpecification, Started } from "./messages.ts";
import { DRILL_SABOTAGES, type DrillSabotage } from "./sabotages.ts";

const SOUND: DrillSabotage = { what: "is sound" };

const specimen: ApplicationDefinition = {
  name: "Specimen",
  version: "0.0.0",
  description: "What drills break where no application is named",
  modules: [...identityModules, ...operationsModules],
};

const loadApplication = async (file: string): Promise<ApplicationDefinition> => {
  const loaded = (await import(pathToFileURL(file).href)) as {
    readonly application?: ApplicationDefinition;
  };
  if (loaded.application === undefined) throw new BootError([`${file} exports no \`application\``]);
  return loaded.application;
};

const definitionOf = async (
  { application, gateway, build }: InstanceSpecification,
  sabotage: DrillSabotage,
): Promise<ApplicationDefinition> => {
  if (gateway !== undefined) return gatewayDefinition(parseGatewayFile(JSON.stringify(gateway)));
  const definition = application === undefined ? specimen : await loadApplication(application);
  const { denies = "deny", claimsHealth = false } = sabotage;
  const drill = createDrillModule({ denies, build, claimsHealth });
  return { ...definition, modules: [...definition.modules, drill] };
};

const sabotageOf = ({ sabotage }: InstanceSpecification): DrillSabotage => {
  if (sabotage === undefined) return SOUND;
  const found = DRILL_SABOTAGES[sabotage];
  if (found === undefined) throw new BootError([`no sabotage ${sabotage}`]);
  return found;
};

/** How often is looked whether a backup is still under way, in milliseconds. */
const WORK_STEP_MS = 50;

/** What the service of the backups module offers, of which the drills use no more. */
interface BackupDrills {
  readonly view: () => Promise<{ readonly work: object | null }>;
  readonly drill: () => Promise<void>;
}

const clock = createJumpingClock();

const launch = async (specification: InstanceSpecification): Promise<RunningApplication> => {
  const sabotage = sabotageOf(specification);
  if (specification.build?.fault === "crash") throw new BootError(["this build does not start"]);
  if (specification.build?.fault === "hang") return new Promise(() => undefined);
  const { alter, startTimer, isClockDeaf = false } = sabotage;
  return startApplication({
    definition: await definitionOf(specification, sabotage),
    config: loadConfig({ env: process.env }),
    clock: isClockDeaf ? createJumpingClock() : clock,
    ...(alter === undefined ? {} : { alter: alter(clock) }),
    ...(startTimer === undefined ? {} : { startTimer }),
  });
};

let running: Promise<RunningApplication> | undefined;
let waiting: Promise<OpenStandby> | undefined;
let leading: Promise<Started> | undefined;

const startAs = async (specification: InstanceSpecification): Promise<Started> => {
  running = launch(specification);
  const { localUrl, policies } = await running;
  return { url: localUrl, modules: [...new Set(policies.map(({ module }) => module))] };
};

/** Follows another instance, and serves in its place once that one is lost. */
const stand = async (specification: InstanceSpecification): Promise<Started> => {
  const config = loadConfig({ env: process.env });
  const log = createLogger({ level: "error", clock, component: "standby" });
  waiting = openStandby({ config, log, tell: () => undefined });
  const { standby, address, close } = await waiting;
  leading = standby.run().then(async (hasTakenOver) => {
    await close();
    if (!hasTakenOver) throw new Error("the standby was stopped");
    return startAs(specification);
  });
  // Whoever waits for it hears of it.
  leading.catch(() => undefined);
  return { url: `http://127.0.0.1:${address.port}`, modules: [] };
};

const start = (specification: InstanceSpecification): Promise<Started> =>
  specification.isStandby === true ? stand(specification) : startAs(specification);

const awaitLead = async (): Promise<Started> => {
  if (leading === undefined) throw new Error("this instance is no standby");
  return leading;
};

const rotate = async (): Promise<void> => {
  const tokens = (await running)?.modules.service("tokens") as Tokens | undefined;
  if (tokens === undefined) throw new Error("this application has no tokens");
  await tokens.rotate();
};

/** What the drill of the backups module says; undefined where it found nothing wrong. */
const proveBackup = async (): Promise<string | undefined> => {
  const service = (await running)?.modules.service("backups") as BackupDrills | undefined;
  if (service === undefined) throw new Error("this application has no backups");
  // The proof of the first full backup is there before its work has ended; whoever asks waits no longer
  // than for a proof.
  while ((await service.view()).work !== null) await pause(WORK_STEP_MS);
  return service.drill().then(
    () => undefined,
    (fault: unknown) => (fault instanceof Error ? fault.message : String(fault)),
  );
};

obeyOwner<Asked>({
  obey: (asked) => {
    if (asked.do === "start") return start(asked.specification);
    if (asked.do === "prove-backup") return proveBackup();
    if (asked.do === "await-lead") return awaitLead();
    return asked.do === "jump" ? clock.jump(asked.milliseconds) : rotate();
  },
  stop: async () => {
    (await waiting)?.standby.stop();
    await leading?.catch(() => undefined);
    await (await running)?.stop();
  },
});
