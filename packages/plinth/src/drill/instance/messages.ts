/** What a throwaway instance is to be. Its settings come by its environment. */
export interface InstanceSpecification {
  /** File of the application; a small one of our own where none is given. */
  readonly application?: string | undefined;
  /** A policy file as the value that its JSON holds: then the instance is a gateway. */
  readonly gateway?: unknown;
  /** Whether it begins as a standby of another one, and serves once that one is lost. */
  readonly isStandby?: boolean | undefined;
  /** What is different about a build that is deployed over another one. */
  readonly build?: DrillBuild | undefined;
  /** Name of the part that is to be broken, to show that a drill notices. */
  readonly sabotage?: string | undefined;
}

/** A build of the drill's application. */
export interface DrillBuild {
  /** Tables that it has beyond the first build; each more is a change of the schema. */
  readonly tables: number;
  /** How it is bad; undefined where it is sound. */
  readonly fault?: "crash" | "hang" | "unready" | "fail-later" | undefined;
}

/** What its owner asks of an instance. */
export type Asked =
  | { readonly do: "start"; readonly specification: InstanceSpecification }
  /** Moves its clock; negative moves it back. */
  | { readonly do: "jump"; readonly milliseconds: number }
  /** Publishes the next signing key. */
  | { readonly do: "rotate" }
  /** Has its newest backup restored into a scratch directory and looked at. */
  | { readonly do: "prove-backup" }
  /** Of a standby: answered once it took over and serves. */
  | { readonly do: "await-lead" };

/** An application that was started. */
export interface Started {
  readonly url: string;
  /** Names of the modules that have routes. */
  readonly modules: readonly string[];
}
