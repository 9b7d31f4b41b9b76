import type { Requires } from "#modules/contract";
import type { AnyModule } from "./definition.ts";

/**
 * All modules, the required ones included, each after what it requires. Faults (a cycle, two
 * modules of one name) go to `problems`.
 */
export const orderModules = (
  modules: readonly AnyModule[],
  problems: string[],
): readonly AnyModule[] => {
  const ordered: AnyModule[] = [];
  const done = new Set<AnyModule>();
  const visit = (module: AnyModule, path: readonly AnyModule[]): void => {
    if (done.has(module)) return;
    if (path.includes(module)) {
      const names = [...path.slice(path.indexOf(module)), module].map((entry) => entry.name);
      problems.push(`modules require each other in a circle: ${names.join(" -> ")}`);
      return;
    }
    const requires: Requires = module.requires ?? {};
    for (const required of Object.values(requires)) visit(required, [...path, module]);
    done.add(module);
    if (ordered.some(({ name }) => name === module.name)) {
      problems.push(`two modules are called ${module.name}; rename one`);
    }
    ordered.push(module);
  };
  for (const module of modules) visit(module, []);
  return ordered;
};
