/** What its owner asks of an instance; answered by a report of the same number. */
export type Order =
  | { readonly id: number; readonly do: "start"; readonly file: string | undefined }
  /** A signed-in person; brings the value of the Cookie header. */
  | { readonly id: number; readonly do: "sign-in" }
  /** So many sessions of other people, each used once. */
  | { readonly id: number; readonly do: "add-sessions"; readonly count: number }
  /** No limit of these routes ("GET /path") is met any more; they are counted as before. */
  | { readonly id: number; readonly do: "lift-limits"; readonly routes: readonly string[] }
  | { readonly id: number; readonly do: "usage" }
  | { readonly id: number; readonly do: "profile-start"; readonly intervalMicros: number }
  /** Ends the profile; brings it as V8 writes it. */
  | { readonly id: number; readonly do: "profile-stop" };

/** An order without its number. */
export type Asked = Order extends infer O ? (O extends Order ? Omit<O, "id"> : never) : never;

/** What an instance reports. */
export type Report =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly reason: string };

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
