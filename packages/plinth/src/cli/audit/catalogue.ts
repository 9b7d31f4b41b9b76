import type { OwnedProbe } from "#app";
import { PROBES, type Probe, probeOfModule } from "#readiness";
import { type Arguments, type Terminal, UsageError } from "../command.ts";
import { loadDefinition } from "../load-definition.ts";

/**
 * The probes that the modules of `--app` bring; none without it.
 * @throws {BootError} when one is incomplete. @throws {UsageError} when a name is taken.
 */
export const loadOwnProbes = async (
  given: Arguments,
  terminal: Terminal,
): Promise<readonly OwnedProbe[]> => {
  const app = given.text("app");
  if (app === undefined) return [];
  // The whole composition: a fifth of the memory of an audit, and most have no use for it (issue 5).
  const { probesOfModules } = await import("#app");
  const own = probesOfModules(await loadDefinition(app, terminal.directory));
  const taken = own.find(({ probe }) => PROBES.some(({ id }) => id === probe.id));
  if (taken !== undefined) {
    throw new UsageError(`${taken.probe.id} is a probe of Plinth's own; rename the application's`);
  }
  return own;
};

/** The probes that `--only` names, or all. */
export const chooseProbes = <P extends Pick<Probe, "id">>(
  catalogue: readonly P[],
  given: Arguments,
): readonly P[] => {
  const only = given.text("only");
  if (only === undefined) return catalogue;
  const ids = only.split(",").map((id) => id.trim());
  const unknown = ids.filter((id) => !catalogue.some((probe) => probe.id === id));
  if (unknown.length > 0) {
    throw new UsageError(`there is no probe ${unknown.join(", ")}; see plinth audit --list`);
  }
  return catalogue.filter(({ id }) => ids.includes(id));
};

/** Every probe there is: Plinth's, and those of the application that `--app` names. */
export const loadCatalogue = async (
  given: Arguments,
  terminal: Terminal,
): Promise<readonly Probe[]> => {
  const own = await loadOwnProbes(given, terminal);
  return [...PROBES, ...own.map(({ probe }) => probeOfModule(probe, given.text("app") ?? ""))];
};
