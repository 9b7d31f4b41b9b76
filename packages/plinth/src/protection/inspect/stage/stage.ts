import { type Clock, type Events, type FieldFault, platformErrors } from "#core";
import { isFromElsewhere, type RequestContext, type Stage, type StageFactory } from "#http";
import type { InspectMode, RoutePolicy } from "#policy";
import type { Logger, Metrics } from "#telemetry";
import { type Detector, requireDetectors, ruleOf } from "../detectors.ts";
import { type Finding, THREAT_CLASSES } from "../engine/finding.ts";
import { createInspector } from "../engine/inspect-text.ts";
import { createAlarm } from "./alarm.ts";
import { visitHeaders } from "./channels.ts";
import { type PlanNode, planOf, type Visit, walkPlan } from "./plan.ts";

/** What the inspection is made from. */
export interface InspectionOptions {
  readonly events: Events;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Logger;
  /** Detectors of the application (VAL-17). */
  readonly detectors?: readonly Detector[];
  /** Names of cookies that the application sets itself. */
  readonly ownCookies?: readonly string[];
}

/** A finding with the field it was made in; never the text. */
interface Located extends Finding {
  readonly field: string;
  readonly mode: InspectMode;
}

const PARTS = ["params", "query", "body", "files"] as const;
type Part = (typeof PARTS)[number];

const inputOf = (context: RequestContext, part: Part): unknown =>
  part === "files" ? context.fileNames : context[part];

/** What one request can bring to light; more of the same says nothing new. */
const MAX_FINDINGS = 20;

const WORDS: Readonly<Record<string, string>> = {
  xss: "looks like markup or a script",
  sqli: "looks like SQL",
  nosql: "looks like an operator of a document store",
  command: "looks like a command",
  path: "looks like a path out of its directory",
};

/** What the caller is told: field, rule, class. */
const faultOf = ({ field, rule, class: category }: Located): FieldFault => ({
  field,
  rule,
  message: WORDS[category] ?? `was found by a detector of category ${category}`,
});

type Find = (text: string) => readonly Finding[];

/** The engine and the detectors of an application, as one function. */
const createFinder = (detectors: readonly Detector[], log: Logger): Find => {
  const inspect = createInspector();
  if (detectors.length === 0) return (text) => inspect(text);
  return (text) => {
    const own = detectors.filter((detector) => {
      try {
        return detector.detect(text);
      } catch (fault) {
        log.error("detector failed", {
          detector: ruleOf(detector),
          fault: fault instanceof Error ? fault.name : "unknown",
        });
        return false;
      }
    });
    const found = own.map((detector) => ({ rule: ruleOf(detector), class: detector.category }));
    return [...inspect(text), ...found];
  };
};

/** Headers repeat from request to request: their verdicts are kept, the newest of so many. */
const KEPT_VERDICTS = 256;
const LONGEST_KEPT = 512;

const keepVerdicts = (find: Find): Find => {
  const kept = new Map<string, readonly Finding[]>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const findings = find(text);
    if (text.length > LONGEST_KEPT) return findings;
    if (kept.size >= KEPT_VERDICTS) kept.clear();
    kept.set(text, findings);
    return findings;
  };
};

type Count = (finding: Located) => void;

const createCounters = (metrics: Metrics, categories: readonly string[]): Count => {
  const counter = metrics.counter({
    name: "inspection_findings_total",
    help: "Inputs that look like attacks, by class and what followed",
    labels: ["class", "mode"],
  });
  const children: ReadonlyMap<string, { readonly inc: () => void }> = new Map(
    categories.flatMap((category) =>
      (["block", "log"] as const).map(
        (mode) => [`${category} ${mode}`, counter.child({ class: category, mode })] as const,
      ),
    ),
  );
  return ({ class: category, mode }) => children.get(`${category} ${mode}`)?.inc();
};

/** Adds what is new of a text's findings: one entry a rule and field. */
const collect = (
  into: Located[],
  findings: readonly Finding[],
  field: string,
  mode: InspectMode,
) => {
  for (const finding of findings) {
    const isKnown = into.some((other) => other.field === field && other.rule === finding.rule);
    if (!isKnown && into.length < MAX_FINDINGS) into.push({ ...finding, field, mode });
  }
};

const announce = (events: Events, context: RequestContext, found: readonly Located[]): void => {
  const blocked = found.filter(({ mode }) => mode === "block");
  const [first] = blocked.length > 0 ? blocked : found;
  if (first === undefined) return;
  events.emit("security", {
    name: blocked.length > 0 ? "inspection.blocked" : "inspection.logged",
    severity: blocked.length > 0 ? "warning" : "info",
    requestId: context.requestId,
    clientAddress: context.clientAddress,
    fromElsewhere: isFromElsewhere(context),
    ...(context.principal === undefined ? {} : { subject: context.principal.userId }),
    data: {
      method: context.route.policy.method,
      route: context.route.policy.path,
      rule: first.rule,
      class: first.class,
      field: first.field,
      findings: found.length,
    },
  });
};

/**
 * Builds the stage that looks at validated input (VAL-09, VAL-16): every text of params, query and
 * body, and the name of every file, by the mode of its field; headers and foreign cookies only to be
 * logged. A blocked request is answered 400 before its handler; one event and one count follow from
 * each request that has findings. A route whose schemas leave nothing to inspect gets no stage.
 * @throws {BootError} when a detector fails its own examples.
 */
export const createInspection = (options: InspectionOptions): StageFactory => {
  const { events } = options;
  const detectors = requireDetectors(options.detectors ?? []);
  const find = createFinder(detectors, options.log);
  const findInHeader = keepVerdicts(find);
  const categories = new Set([...THREAT_CLASSES, ...detectors.map(({ category }) => category)]);
  const count = createCounters(options.metrics, [...categories]);
  const alarm = createAlarm(options.clock, events);
  const ownCookies: ReadonlySet<string> = new Set(options.ownCookies);

  const settle = (context: RequestContext, found: readonly Located[]): void => {
    for (const finding of found) count(finding);
    announce(events, context, found);
    const blocked = found.filter(({ mode }) => mode === "block");
    if (blocked.length === 0) return;
    alarm();
    throw platformErrors.make.INPUT_REJECTED({ faults: blocked.map(faultOf) });
  };

  return (policy: RoutePolicy): Stage | undefined => {
    const plans = PARTS.map((part) => [part, planOf(part, policy.inspect.fields)] as const).filter(
      (entry): entry is readonly [Part, PlanNode] => entry[1] !== undefined,
    );
    if (plans.length === 0) return undefined;
    return (context: RequestContext) => {
      let found: Located[] | undefined;
      const visitBy =
        (judge: Find): Visit =>
        (text, field, mode) => {
          const findings = judge(text);
          if (findings.length === 0) return;
          found ??= [];
          collect(found, findings, field, mode);
        };
      const visit = visitBy(find);
      for (const [part, plan] of plans) walkPlan(inputOf(context, part), plan, visit);
      visitHeaders(context, ownCookies, visitBy(findInHeader));
      if (found !== undefined) settle(context, found);
    };
  };
};
