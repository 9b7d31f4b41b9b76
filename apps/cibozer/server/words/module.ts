import { consent, costs, createHttpDependency, defineModule, type Platform, quotas } from "plinth";
import { solver } from "../solver/index.ts";
import { TOKENS_METER } from "./meter.ts";
import { createLoopbackClient } from "./provider/loopback.ts";
import { createModel, type Model } from "./provider/model.ts";
import { createDishReader } from "./reader.ts";
import { wordsRoutes } from "./routes.ts";
import { createWords, MODEL_CONSENT } from "./service.ts";

/** The model of the settings, behind its breaker; undefined where they name none. */
const connectModel = ({
  config,
  dependencies,
  outbound,
}: Pick<Platform, "config" | "dependencies" | "outbound">): Model | undefined => {
  const settings = config.ai;
  if (settings === undefined) return undefined;
  const isLocal = settings.origin.startsWith("http:");
  const service = createHttpDependency({
    dependencies,
    outbound: isLocal ? createLoopbackClient(settings.origin) : outbound,
    name: "language-model",
    title: "Language model",
    limitMs: settings.timeoutMs,
    concurrent: 10,
    waiting: 20,
    whileDegraded: "Sentences are read by rules alone; everything else works as usual.",
  });
  return createModel({ settings, service });
};

/** Reads what people want to eat out of their own words (MEAL-12). */
export const words = defineModule({
  name: "words",
  requires: { consent, costs, quotas, solver },
  setup: (deps) => {
    const { config, languages, metrics, modules } = deps;
    const model = connectModel(deps);
    if (config.ai !== undefined) {
      modules.quotas.declare(TOKENS_METER);
      modules.costs.declarePrices({ [config.ai.model]: config.ai.prices });
      modules.consent.declare({
        purpose: MODEL_CONSENT,
        version: 1,
        title: "Let a language model read what I type of my wishes",
        text: `Where the planner's own rules do not understand a sentence of your wishes, it may be sent to ${new URL(config.ai.origin).hostname}, without your name, your e-mail address or your profile. Mail addresses and long numbers in it are blanked. Without this the rules read alone.`,
      });
    }
    const read = metrics.counter({
      name: "words_read_total",
      help: "Sentences read, by what became of the language model",
      labels: ["model"],
    });
    return createWords({
      readerFor: createDishReader({ solver: modules.solver, languages }),
      model,
      consent: modules.consent,
      costs: modules.costs,
      count: (state) => read.child({ model: state }).inc(),
    });
  },
  routes: (service, { config, modules }) =>
    wordsRoutes(service, modules.quotas, config.ai !== undefined),
});
