import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A numbered sentence of the specification. */
export interface Statement {
  readonly id: string;
  readonly section: string;
  readonly text: string;
  /** What shows it, or what a property must fail on. */
  readonly proof: string;
}

const FOLDER = "specs/production-readiness";

/** Reads the lines "- **ID-01** text — proof: …" of a specification, with their section. */
export const statementsIn = (markdown: string): readonly Statement[] => {
  let section = "";
  const found: Statement[] = [];
  for (const line of markdown.split("\n")) {
    const heading = /^#+ (.+)$/.exec(line);
    if (heading?.[1] !== undefined) section = heading[1];
    const match = /^- \*\*([A-Z][A-Z0-9]*-\d+)\*\* (.+)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const [text = "", proof = ""] = match[2].split(/ — (?:proof|must fail on): /);
    found.push({ id: match[1], section, text, proof });
  }
  return found;
};

/** The specification: what it states, and every id that stands anywhere in its text. */
export interface Specification {
  readonly requirements: readonly Statement[];
  readonly properties: readonly Statement[];
  /** Wider than what is stated: the text refers to ids that have no sentence of their own. */
  readonly mentioned: ReadonlySet<string>;
}

/** Reads the specification of the repository. */
export const loadSpecification = (root: string): Specification => {
  const read = (file: string) => readFileSync(join(root, FOLDER, file), "utf8");
  const requirements = read("requirements.md");
  const properties = read("design.md");
  return {
    requirements: statementsIn(requirements),
    properties: statementsIn(properties),
    mentioned: new Set(`${requirements}${properties}`.match(/\b[A-Z][A-Z0-9]*-\d{2,}\b/g) ?? []),
  };
};
