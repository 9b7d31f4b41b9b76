import { BootError } from "#core";
import { THREAT_CLASSES } from "./engine/finding.ts";
import { RULES } from "./rules/index.ts";

/** A detector that an application adds (VAL-17). */
export interface Detector {
  /** Kebab-case; the rule is called "category.name". */
  readonly name: string;
  /** One of the five classes, or a category of its own in kebab-case. */
  readonly category: string;
  /** Texts that show what it finds and what it lets pass; tried at every start. */
  readonly examples: {
    readonly attack: readonly string[];
    readonly benign: readonly string[];
  };
  /** Whether a text is one. Called for every inspected text: linear, without effects. */
  readonly detect: (text: string) => boolean;
}

/**
 * Declares a detector, to be listed in `detectors` of the application.
 * @example
 * defineDetector({
 *   name: "coupon-guess", category: "fraud",
 *   examples: { attack: ["SAVE-AAAA"], benign: ["SAVE-2026"] },
 *   detect: (text) => /^SAVE-(\w)\1{3}$/.test(text),
 * });
 */
export const defineDetector = (detector: Detector): Detector => detector;

const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Whether a detector says what it is expected to say; a throw is a fault of it. */
const tries = ({ detect }: Detector, text: string): boolean | undefined => {
  try {
    return detect(text);
  } catch {
    return undefined;
  }
};

const faultsOf = (detector: Detector): readonly string[] => {
  const { name, category, examples } = detector;
  const faults: string[] = [];
  if (!KEBAB.test(name) || !KEBAB.test(category)) faults.push("name and category are kebab-case");
  if (Object.hasOwn(RULES, ruleOf(detector))) faults.push("is the name of a rule of ours");
  if (examples.attack.length === 0 || examples.benign.length === 0) {
    faults.push("needs an attack and a benign example");
  }
  if (examples.attack.some((text) => tries(detector, text) !== true)) {
    faults.push("does not find one of its own attacks");
  }
  if (examples.benign.some((text) => tries(detector, text) !== false)) {
    faults.push("finds something in one of its own benign examples");
  }
  return faults.map((fault) => `detector ${category}.${name}: ${fault}`);
};

/** Rule id of a detector. */
export const ruleOf = ({ category, name }: Pick<Detector, "category" | "name">): string =>
  `${category}.${name}`;

/**
 * Checks the detectors of an application by their own examples.
 * @throws {BootError} with a sentence for each fault.
 */
export const requireDetectors = (detectors: readonly Detector[]): readonly Detector[] => {
  const names = detectors.map(ruleOf);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const faults = [
    ...detectors.flatMap(faultsOf),
    ...twice.map((name) => `detector ${name}: declared twice`),
  ];
  if (faults.length > 0) throw new BootError(faults);
  return detectors;
};

/** How many rules each category has, ours and those of detectors (VAL-08, VAL-17). */
export const countRules = (detectors: readonly Detector[] = []): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>(THREAT_CLASSES.map((name) => [name, 0]));
  const ids = [...Object.keys(RULES), ...detectors.map(ruleOf)];
  for (const id of ids) {
    const category = id.slice(0, id.indexOf("."));
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return counts;
};
