import type { CandidateFacts, GateResult, StartRules, Wanted } from "#ops/deploy";

/** What the front asks of a slot. */
export type SlotAsked =
  /** Loads code and settings; opens nothing. Brings `CandidateFacts`. */
  | {
      readonly do: "load";
      readonly app?: string;
      readonly environment: string;
      readonly dataDirectory: string;
      /** Under which people reach the front, where the settings say nothing. */
      readonly publicUrl: string;
    }
  /** Copies the data there, or beside the database where that is a server's. */
  | { readonly do: "copy"; readonly directory: string }
  /** Starts over the copy, which is made now where it was not. Brings `SlotPlace`. */
  | { readonly do: "rehearse"; readonly directory: string; readonly rules: StartRules }
  /** Ends what was rehearsed, and removes the copy that is in no directory. */
  | { readonly do: "forget" }
  /** Starts. Brings `SlotPlace`. */
  | { readonly do: "start"; readonly rules: StartRules }
  /** Brings `GateResult`s. */
  | { readonly do: "judge"; readonly wanted: Wanted }
  /** Puts deploys that ended into the audit trail. */
  | { readonly do: "note" }
  | { readonly do: "activate" }
  | { readonly do: "deactivate" }
  | { readonly do: "beat" };

/** Where a slot listens. */
export interface SlotPlace {
  readonly origin: string;
}

/** What a slot brings back, by order. */
export interface SlotSaid {
  readonly load: CandidateFacts;
  readonly rehearse: SlotPlace;
  readonly start: SlotPlace;
  readonly judge: readonly GateResult[];
}
