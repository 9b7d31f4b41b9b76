import { type Claim, OWASP_TOP_10, SEVERITIES } from "./claim.ts";
import type { Answer, Ask } from "./exchange.ts";

/** One thing that is not as claimed. */
export interface Fault {
  readonly what: string;
  readonly answer?: Answer;
}

/** What a probe that looks at many things looked at; a verdict follows from it, and is never typed. */
export interface Looks {
  readonly faults: readonly Fault[];
  /** How many things were looked at; none is no pass. */
  readonly checked: number;
  /** What they are, such as "answers". */
  readonly of: string;
  readonly wanted: string;
  /** What could not be looked at, and why: said in the report, never hidden. */
  readonly leftOut?: readonly string[];
}

/** Somebody signed in, made for a probe. */
export interface ProbePerson {
  readonly email: string;
  /** As `ask` of the target, with this person's credentials. */
  readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
  /** The same person, signed in once more: what one session does is looked at from another. */
  readonly again: () => Promise<ProbePerson>;
}

/** The running application, as a probe of a module sees it: from outside, by HTTP. */
export interface ProbeTarget {
  /** Sends one request, bounded in time and size; redirects are not followed. */
  readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
  /**
   * A test account that is signed in, another one each time that a probe asks. Where there can be
   * none, the probe is blocked.
   */
  readonly person: () => Promise<ProbePerson>;
  /** A fresh name for test data, different in every run. */
  readonly unique: (prefix: string) => string;
  /** Lets time pass, where a claim is about that; milliseconds, a few seconds at most. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** A claim of a module about itself, the way to check it from outside, and the way to break it. */
export interface ModuleProbe<S> extends Claim {
  /** Begins with the name of the module: "plans-…". */
  readonly id: string;
  readonly depth: "look" | "touch";
  /** Leaves nothing behind but what belongs to its test accounts. */
  readonly run: (target: ProbeTarget) => Promise<Looks>;
  /** The sabotage that the probe must notice, on a throwaway instance (EVID-03). */
  readonly twin: {
    /** What is missing then: completes "an instance that …". */
    readonly what: string;
    /** The module's service without what the claim stands on. */
    readonly breaks: (service: S) => S;
  };
}

/** A probe of any module: those of an application have no common service type. */
// biome-ignore lint/suspicious/noExplicitAny: the type of the service is the module's own
export type AnyModuleProbe = ModuleProbe<any>;

/** Letters only: report, command line and SARIF name probes in this way. */
const ID = /^[a-z]+(?:-[a-z]+)*$/;
const SHORTEST_CLAIM = 20;

/** What a probe is to have, and whether it has. A declaration in JavaScript may have anything. */
const lacking = (module: string, probe: AnyModuleProbe): readonly string[] => {
  const { id, claim, depth, owasp, remedy, requirements, run, severity, standard, twin } =
    probe as Partial<AnyModuleProbe>;
  const has: readonly (readonly [isThere: boolean, what: string])[] = [
    [
      ID.test(id ?? "") && (id ?? "").startsWith(`${module}-`),
      `an id in kebab-case that begins with "${module}-"`,
    ],
    [(claim ?? "").length >= SHORTEST_CLAIM, "a claim, as a sentence"],
    [(requirements ?? []).length > 0, "requirements that ask for it"],
    [(standard ?? "") !== "", "a standard, or what else asks for it"],
    [
      owasp === "none" || Object.hasOwn(OWASP_TOP_10, owasp ?? ""),
      'owasp: "A01" to "A10" or "none"',
    ],
    [SEVERITIES.some((one) => one === severity), `a severity: ${SEVERITIES.join(", ")}`],
    [depth === "look" || depth === "touch", "a depth: look or touch"],
    [(remedy ?? "") !== "", "a remedy"],
    [typeof run === "function", "run"],
    [
      typeof twin?.breaks === "function" && (twin.what ?? "") !== "",
      "a twin: what it breaks, and how",
    ],
  ];
  return has.filter(([isThere]) => !isThere).map(([, what]) => what);
};

/** Why the probes of modules cannot be used, a sentence each: nothing incomplete is started. */
export const probeFaults = (
  modules: readonly { readonly name: string; readonly probes?: readonly AnyModuleProbe[] }[],
): readonly string[] => {
  const all = modules.flatMap(({ name, probes = [] }) => probes.map((probe) => ({ name, probe })));
  const ids = all.map(({ probe: { id } }) => id);
  return [
    ...all.flatMap(({ name, probe }) =>
      lacking(name, probe).map((what) => `probe ${probe.id} of module ${name} lacks ${what}`),
    ),
    ...new Set(
      ids
        .filter((id, index) => ids.indexOf(id) !== index)
        .map((id) => `two probes are called ${id}; rename one`),
    ),
  ];
};
