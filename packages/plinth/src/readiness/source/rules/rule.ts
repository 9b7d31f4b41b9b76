import type { Severity } from "../../probe.ts";
import type { CodeFile, SourceFile } from "../file.ts";

/** What is known of a rule whatever it looks at. */
export interface RuleText {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly severity: Exclude<Severity, "info">;
  readonly kind: "security" | "quality";
  /** The weakness, such as "CWE-89". */
  readonly standard: string;
  readonly what: string;
  readonly remedy: string;
}

/** A rule about code: offsets where it is broken. */
export interface CodeRule extends RuleText {
  readonly find: (file: CodeFile) => readonly number[];
}

/** A rule about what builds and runs containers: lines, from 1, where it is broken. */
export interface ContainerRule extends RuleText {
  readonly find: (file: SourceFile) => readonly number[];
}
