/** What a throwaway instance is to be. Its settings come by its environment. */
export interface InstanceSpecification {
  /** File of the application; a small one of our own where none is given. */
  readonly application?: string | undefined;
  /** A policy file as the value that its JSON holds: then the instance is a gateway. */
  readonly gateway?: unknown;
  /** Name of the part that is to be broken, to show that a drill notices. */
  readonly sabotage?: string | undefined;
}

/** What its owner tells an instance. */
export type Order =
  | { readonly do: "start"; readonly specification: InstanceSpecification }
  /** Moves its clock; negative moves it back. */
  | { readonly do: "jump"; readonly id: number; readonly milliseconds: number }
  /** Publishes the next signing key. */
  | { readonly do: "rotate"; readonly id: number };

/** What an instance tells its owner. */
export type Report =
  | { readonly is: "ready"; readonly url: string; readonly modules: readonly string[] }
  | { readonly is: "refused"; readonly reason: string }
  | { readonly is: "done"; readonly id: number; readonly fault?: string };
