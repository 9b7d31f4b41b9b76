// By its name, as whoever runs it does: what is served is the build.
import { application as cibozer } from "cibozer";
import type { AnyModule, ApplicationDefinition } from "../../../packages/plinth/src/app/index.ts";
import type { Route } from "../../../packages/plinth/src/http/index.ts";

// Nobody may serve anything but a scan with it.
if (process.env["PLINTH_ENV"] !== "test") {
  throw new Error("this application looks at no input: it is for the profile test alone");
}

const OFF = {
  off: "scanned: what answers must be the code, not the inspection before it",
} as const;

const uninspected = (route: Route): Route => ({
  ...route,
  declaration: { ...route.declaration, inspect: OFF },
});

/** The module, and those it requires, with inspection off; each made once, for they are told apart. */
const createWrapper = (): ((module: AnyModule) => AnyModule) => {
  const made = new Map<AnyModule, AnyModule>();
  const wrap = (module: AnyModule): AnyModule => {
    const known = made.get(module);
    if (known !== undefined) return known;
    const { routes, requires } = module;
    const wrapped: AnyModule = {
      ...module,
      ...(requires === undefined
        ? {}
        : {
            requires: Object.fromEntries(
              Object.entries(requires).map(([name, other]) => [name, wrap(other as AnyModule)]),
            ),
          }),
      ...(routes === undefined
        ? {}
        : { routes: (service, deps) => routes(service, deps).map(uninspected) }),
    };
    made.set(module, wrapped);
    return wrapped;
  };
  return wrap;
};

/** Cibozer as it is, but without inspection on any route: so that attacks reach the code. */
export const application: ApplicationDefinition = {
  ...cibozer,
  modules: cibozer.modules.map(createWrapper()),
};
