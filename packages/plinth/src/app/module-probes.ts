import { BootError } from "#core";
import { type AnyModuleProbe, probeFaults } from "#policy";
import type { ApplicationDefinition } from "./definition.ts";
import { orderModules } from "./module-order.ts";

/** A probe, and the module whose service its twin breaks. */
export interface OwnedProbe {
  readonly module: string;
  readonly probe: AnyModuleProbe;
}

/**
 * The probes that an application's modules bring, those of required modules included.
 * @throws {BootError} when one is incomplete, as a start would.
 */
export const probesOfModules = ({
  modules,
}: Pick<ApplicationDefinition, "modules">): readonly OwnedProbe[] => {
  const problems: string[] = [];
  const ordered = orderModules(modules, problems);
  problems.push(...probeFaults(ordered));
  if (problems.length > 0) throw new BootError(problems);
  return ordered.flatMap(({ name, probes = [] }) =>
    probes.map((probe) => ({ module: name, probe })),
  );
};
