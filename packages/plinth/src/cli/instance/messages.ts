/** What its owner asks of an instance. */
export type Asked =
  | {
      readonly do: "start";
      readonly file: string | undefined;
      /** The probe by whose twin it is to be broken; undefined for a sound one. */
      readonly twinOf: string | undefined;
    }
  /** A signed-in person; brings the value of the Cookie header. */
  | { readonly do: "sign-in" }
  /** So many sessions of other people, each used once. */
  | { readonly do: "add-sessions"; readonly count: number }
  /** No limit of these routes ("GET /path") is met any more; they are counted as before. */
  | { readonly do: "lift-limits"; readonly routes: readonly string[] }
  | { readonly do: "usage" }
  | { readonly do: "profile-start"; readonly intervalMicros: number }
  /** Ends the profile; brings it as V8 writes it. */
  | { readonly do: "profile-stop" };

/** An application that was started. */
export interface Started {
  readonly url: string;
  readonly name: string;
  readonly version: string;
  /** Such as "GET /api/v1/auth/me". */
  readonly routes: readonly string[];
}

/** What a process has used so far. */
export interface Usage {
  readonly cpuMicros: number;
  /** Resident memory in MB (2^20 bytes). */
  readonly memoryMb: number;
}
