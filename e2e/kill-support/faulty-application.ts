import {
  defineApplication,
  defineModule,
  operationsModules,
  route,
  strictObject,
  Type,
} from "plinth";

const access = { public: true, because: "a fixture on this machine" } as const;
const limit = { none: "a fixture on this machine" } as const;
const Answer = strictObject({ done: Type.Boolean() });
const responses = { 200: Answer } as const;
/** How long the slow answer takes after the fault was thrown. */
const SLOW_MS = 400;

/** Routes that leave a fault behind which nobody catches, once a slow request is in flight. */
const faults = defineModule({
  name: "faults",
  setup: () => {
    const { promise: slowIsThere, resolve: announce } = Promise.withResolvers<void>();
    const { promise: thrown, resolve: tell } = Promise.withResolvers<void>();
    return { slowIsThere, announce, thrown, tell };
  },
  routes: ({ slowIsThere, announce, thrown, tell }) => [
    route.get(
      "/slow",
      { access, limit, responses, summary: "Answers after the fault" },
      async () => {
        announce();
        await thrown;
        await new Promise<void>((resolve) => setTimeout(resolve, SLOW_MS));
        return { done: true };
      },
    ),
    route.get("/throw", { access, limit, responses, summary: "Throws later" }, async () => {
      await slowIsThere;
      setTimeout(() => {
        tell();
        throw new Error("nobody catches this, password=hunter2-hunter2");
      }, 1);
      return { done: true };
    }),
    route.get("/reject", { access, limit, responses, summary: "Rejects later" }, async () => {
      await slowIsThere;
      setTimeout(() => {
        tell();
        void Promise.reject(new Error("nobody catches this either"));
      }, 1);
      return { done: true };
    }),
    route.get("/boom", { access, limit, responses, summary: "Throws at once" }, () => {
      throw new Error("a handler's own fault");
    }),
  ],
});

/** What `plinth serve --app` runs in the tests of uncaught faults. */
export const application = defineApplication({
  name: "Faulty",
  version: "0.0.0",
  description: "Fails in ways that nobody catches",
  modules: [...operationsModules, faults],
});
