import type { Registry } from "#readiness";
import { UsageError } from "../command.ts";

type RegistryEntry = Registry["properties"][number];

/** What may be run: sections of the catalogue, what speaks of passwords, or all of it. */
export const GROUPS = ["auth", "validation", "errors", "passwords", "all"] as const;
/** One of them. */
export type Group = (typeof GROUPS)[number];

const SECTIONS: Readonly<Partial<Record<Group, string>>> = {
  auth: "Authentication and access",
  validation: "Input, uploads, encoding",
  errors: "Errors and logs",
};

const isOf = (group: Group, { section, text }: RegistryEntry): boolean => {
  if (group === "all") return true;
  return group === "passwords" ? /password/i.test(text) : section === SECTIONS[group];
};

/** The properties of a group. */
export const propertiesOf = async (group: Group): Promise<readonly RegistryEntry[]> => {
  // The room has every probe in it; who names a file needs none of it.
  const { loadRegistry } = await import("#readiness");
  return (await loadRegistry()).properties.filter((entry) => isOf(group, entry));
};

/** Reads the name of a group. @throws {UsageError} for any other word. */
export const requireGroup = (word: string | undefined): Group => {
  const group = GROUPS.find((one) => one === (word ?? "all"));
  if (group === undefined) throw new UsageError(`say one of ${GROUPS.join(", ")}`);
  return group;
};

/** Whether a test names the property. */
export const isImplemented = ({ tests }: RegistryEntry): boolean => Object.keys(tests).length > 0;
