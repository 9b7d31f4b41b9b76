import type { WebApplication } from "#http";
import type { ModuleDefinition } from "#modules/contract";
import type { Detector } from "#protection/inspect";
import type { DeclaredLanguages } from "#services/texts";

/** A module of any service; applications list them without naming their types. */
// biome-ignore lint/suspicious/noExplicitAny: a list of modules has no common service type
export type AnyModule = ModuleDefinition<any, any>;

/** An application: what it is called, what it is made of, which pages it has. */
export interface ApplicationDefinition {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Required modules are added by themselves; order does not matter. */
  readonly modules: readonly AnyModule[];
  /** Built web applications; a folder that does not exist stops the start. */
  readonly web?: readonly WebApplication[];
  /** Detectors of the application's own, beside the rules that inspect its input (VAL-17). */
  readonly detectors?: readonly Detector[];
  /**
   * The languages of mails and files beside English, by their tags. Plinth's own mails are there in
   * German ("de") and Arabic ("ar"); of another language the application says them too.
   */
  readonly languages?: DeclaredLanguages;
}

/**
 * Declares an application. Put it in a file, name the file in package.json as
 * `"plinth": { "app": "./application.js" }`, and export it as `application`.
 * @example
 * export const application = defineApplication({
 *   name: "Hello", version: "1.0.0", description: "Greets", modules: [greetings],
 * });
 */
export const defineApplication = (definition: ApplicationDefinition): ApplicationDefinition =>
  definition;
