/** What a throwaway instance is to be. Its settings come by its environment. */
export interface InstanceSpecification {
  /** File of the application; a small one of our own where none is given. */
  readonly application?: string | undefined;
  /** A policy file as the value that its JSON holds: then the instance is a gateway. */
  readonly gateway?: unknown;
  /** Name of the part that is to be broken, to show that a drill notices. */
  readonly sabotage?: string | undefined;
}

/** What its owner asks of an instance. */
export type Asked =
  | { readonly do: "start"; readonly specification: InstanceSpecification }
  /** Moves its clock; negative moves it back. */
  | { readonly do: "jump"; readonly milliseconds: number }
  /** Publishes the next signing key. */
  | { readonly do: "rotate" };

/** An application that was started. */
export interface Started {
  readonly url: string;
  /** Names of the modules that have routes. */
  readonly modules: readonly string[];
}
