/**
 * A throwaway instance of a drill, as a process of its own that may be killed. It is told what to be
 * by the process that started it, and ends with it. `plinth serve` never comes by here.
 */
import { pathToFileURL } from "node:url";
import {
  type ApplicationDefinition,
  gatewayDefinition,
  identityModules,
  operationsModules,
  parseGatewayFile,
  type RunningApplication,
  startApplication,
} from "#app";
import { loadConfig } from "#config";
import { BootError } from "#core";
import { obeyOwner } from "#instance";
import type { Tokens } from "#modules/tokens";
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
  { application, gateway }: InstanceSpecification,
  sabotage: DrillSabotage,
): Promise<ApplicationDefinition> => {
  if (gateway !== undefined) return gatewayDefinition(parseGatewayFile(JSON.stringify(gateway)));
  const definition = application === undefined ? specimen : await loadApplication(application);
  const drill = createDrillModule({ denies: sabotage.denies ?? "deny" });
  return { ...definition, modules: [...definition.modules, drill] };
};

const sabotageOf = ({ sabotage }: InstanceSpecification): DrillSabotage => {
  if (sabotage === undefined) return SOUND;
  const found = DRILL_SABOTAGES[sabotage];
  if (found === undefined) throw new BootError([`no sabotage ${sabotage}`]);
  return found;
};

const clock = createJumpingClock();

const launch = async (specification: InstanceSpecification): Promise<RunningApplication> => {
  const sabotage = sabotageOf(specification);
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

const start = async (specification: InstanceSpecification): Promise<Started> => {
  running = launch(specification);
  const { localUrl, policies } = await running;
  return { url: localUrl, modules: [...new Set(policies.map(({ module }) => module))] };
};

const rotate = async (): Promise<void> => {
  const tokens = (await running)?.modules.service("tokens") as Tokens | undefined;
  if (tokens === undefined) throw new Error("this application has no tokens");
  await tokens.rotate();
};

obeyOwner<Asked>({
  obey: (asked) => {
    if (asked.do === "start") return start(asked.specification);
    return asked.do === "jump" ? clock.jump(asked.milliseconds) : rotate();
  },
  stop: async () => (await running)?.stop(),
});
