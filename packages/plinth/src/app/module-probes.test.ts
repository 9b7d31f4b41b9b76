import { expect, test } from "vitest";
import { BootError } from "#core";
import { defineModule } from "#modules/contract";
import type { ModuleProbe } from "#policy";
import { probesOfModules } from "./module-probes.ts";
import { createModuleSet } from "./module-set.ts";

interface Greeter {
  readonly greet: () => string;
}

const probe: ModuleProbe<Greeter> = {
  ...{ id: "greeter-greets", claim: "Whoever comes by is greeted", requirements: ["EVID-01"] },
  ...{ standard: "Our manners", owasp: "none", severity: "low", depth: "look" },
  ...{ remedy: "Greet." },
  run: async () => ({ faults: [], checked: 1, of: "greetings", wanted: "one each" }),
  twin: { what: "says nothing", breaks: (greeter) => ({ ...greeter, greet: () => "" }) },
};

const greeterWith = (probes: readonly ModuleProbe<Greeter>[]) =>
  defineModule({ name: "greeter", setup: (): Greeter => ({ greet: () => "hello" }), probes });

test("EVID-01: the probes of an application are those of its modules, required ones included", () => {
  const guests = defineModule({
    name: "guests",
    requires: { greeter: greeterWith([probe]) },
    setup: () => ({}),
  });
  const [owned, ...more] = probesOfModules({ modules: [guests] });
  expect(more).toEqual([]);
  expect(owned).toMatchObject({ module: "greeter", probe: { id: "greeter-greets" } });
  expect(owned?.probe.twin.breaks({ greet: () => "hello" }).greet()).toBe("");
});

test("EVID-03: an application with a probe that nothing can turn red does not start", () => {
  const { twin: _, ...blunt } = probe;
  const modules = [greeterWith([blunt as ModuleProbe<Greeter>])];
  for (const use of [() => createModuleSet(modules), () => probesOfModules({ modules })]) {
    expect(use).toThrow(BootError);
    expect(use).toThrow("probe greeter-greets of module greeter lacks a twin");
  }
  expect(() => createModuleSet([greeterWith([probe])])).not.toThrow();
});
