import type { Profile } from "../config.ts";

/** A value, or what is wrong with the text. A fault never repeats the text: it may be a secret. */
export type Parsed<T> = { readonly value: T } | { readonly fault: string };

/** Reads the text of a variable; a fault continues the sentence "NAME …". */
export type Parser<T> = (text: string, profile: Profile) => Parsed<T>;

/** A type together with the words that describe it. */
export interface ValueType<T> {
  /** For people, for example "whole number from 1 to 65535". */
  readonly words: string;
  readonly parse: Parser<T>;
}

/** One text for all profiles, or one for each that has a default. */
export type Defaults = string | Readonly<Partial<Record<Profile, string>>>;

/** One environment variable. */
export interface Variable<T> {
  readonly type: ValueType<T>;
  /** A sentence or two for env.example and the reference. */
  readonly description: string;
  /** Text of the default, read by the same parser. Without it an absent variable is undefined. */
  readonly defaults?: Defaults;
  /** What the absent value means, for people, for example "the embedded database". */
  readonly whenAbsent?: string;
  /** The profiles that do not start without it. */
  readonly requiredIn?: readonly Profile[];
  /** Hidden wherever values are shown, and refused on the command line (CFG-08). */
  readonly isSecret?: boolean;
}

/** Variables by name, in the order in which they are shown. */
export type VariableTable = Readonly<Record<string, Variable<unknown>>>;

/** The value of a variable once read. */
export type ValueOf<V> =
  V extends Variable<infer T>
    ? V extends { readonly defaults: string }
      ? T
      : T | undefined
    : never;

/** The values of a table. */
export type ValuesOf<V extends VariableTable> = { readonly [K in keyof V]: ValueOf<V[K]> };

/** Declares variables and keeps their types. */
export const defineVariables = <const V extends VariableTable>(variables: V): V => variables;

/** The default text of a variable in a profile. */
export const defaultText = (variable: Variable<unknown>, profile: Profile): string | undefined =>
  typeof variable.defaults === "string" ? variable.defaults : variable.defaults?.[profile];
