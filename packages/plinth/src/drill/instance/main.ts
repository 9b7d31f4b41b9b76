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
import type { Tokens } from "#modules/tokens";
import { createDrillModule } from "./drill-module.ts";
import { createJumpingClock } from "./jumping-clock.ts";
import type { InstanceSpecification, Order, Report } from "./messages.ts";
import { DRILL_SABOTAGES, type DrillSabotage } from "./sabotages.ts";

const SOUND: DrillSabotage = { what: "is sound" };

const tell = (report: Report): void => {
  process.send?.(report);
};

const reasonOf = (fault: unknown): string =>
  fault instanceof BootError
    ? fault.problems.join("; ")
    : fault instanceof Error
      ? (fault.stack ?? fault.message)
      : String(fault);

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

const start = async (specification: InstanceSpecification): Promise<RunningApplication> => {
  const sabotage = sabotageOf(specification);
  const { alter, startTimer, isClockDeaf = false } = sabotage;
  const application = await startApplication({
    definition: await definitionOf(specification, sabotage),
    config: loadConfig({ env: process.env }),
    clock: isClockDeaf ? createJumpingClock() : clock,
    ...(alter === undefined ? {} : { alter: alter(clock) }),
    ...(startTimer === undefined ? {} : { startTimer }),
  });
  const modules = [...new Set(application.policies.map(({ module }) => module))];
  tell({ is: "ready", url: application.localUrl, modules });
  return application;
};

const rotate = async (application: RunningApplication): Promise<void> => {
  const tokens = application.modules.service("tokens") as Tokens | undefined;
  if (tokens === undefined) throw new Error("this application has no tokens");
  await tokens.rotate();
};

let running: Promise<RunningApplication> | undefined;

const obey = async (order: Exclude<Order, { readonly do: "start" }>): Promise<void> => {
  try {
    if (order.do === "jump") clock.jump(order.milliseconds);
    else if (running !== undefined) await rotate(await running);
    tell({ is: "done", id: order.id });
  } catch (fault) {
    tell({ is: "done", id: order.id, fault: reasonOf(fault) });
  }
};

process.on("message", (order: Order) => {
  if (order.do !== "start") {
    void obey(order);
    return;
  }
  running = start(order.specification);
  running.catch((fault: unknown) => {
    tell({ is: "refused", reason: reasonOf(fault) });
    process.exitCode = 78;
    process.disconnect();
  });
});
// Whoever started it is gone: so is it, whatever it was doing.
process.on("disconnect", () => process.exit());
process.on("SIGTERM", () => {
  const ending = running?.then((application) => application.stop()) ?? Promise.resolve();
  ending.then(
    () => process.exit(0),
    () => process.exit(70),
  );
});
