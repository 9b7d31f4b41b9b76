export { type Comparison, compareRuns, compareSeries } from "./compare.ts";
export {
  type ClientCount,
  type Confirmation,
  confirm,
  fetchMetrics,
  type Gauges,
  readGauges,
} from "./gauges.ts";
export { createJourneys, type JourneyText, PlanError, type StepText } from "./journey.ts";
export { judge, type Objective, parseObjectives } from "./objectives.ts";
export type { Second, Tally } from "./recorder.ts";
export { describeEnvironment, type Environment, type LoadResult, resultOf } from "./results.ts";
export { type LoadPlan, type Measured, type Model, runLoad } from "./run.ts";
export { parseScenario } from "./scenario.ts";
export { loadHtml } from "./views/html.ts";
export { chartSvg, pageHtml, type Series, tableHtml } from "./views/page.ts";
export { comparisonLines, loadText, secondLine } from "./views/text.ts";
export type { Endpoint } from "./wire/connection.ts";
