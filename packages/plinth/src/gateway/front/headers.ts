import type { IncomingMessage } from "node:http";
import type { ClientOrigin } from "#http";
import { foldName, HOP_BY_HOP, namedByConnection } from "../exchange/header-names.ts";

/** Who called is said by us alone. */
const OURS: ReadonlySet<string> = new Set([
  ...["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip"],
  "expect",
]);

const withoutHops = (
  flat: readonly string[],
  connection: string | undefined,
  also: ReadonlySet<string>,
): string[] => {
  const named = namedByConnection(connection);
  const kept: string[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const name = foldName(flat[index] ?? "");
    if (HOP_BY_HOP.has(name) || named.has(name) || also.has(name)) continue;
    kept.push(flat[index] ?? "", flat[index + 1] ?? "");
  }
  return kept;
};

const OURS_AND_HOST: ReadonlySet<string> = new Set([...OURS, "host"]);

/**
 * The header of a request as the slot gets it: as it came, and who sent it; without the host where
 * that is said apart.
 */
export const towardsSlot = (
  raw: IncomingMessage,
  origin: ClientOrigin,
  isWithoutHost = false,
): string[] => [
  ...withoutHops(raw.rawHeaders, raw.headers.connection, isWithoutHost ? OURS_AND_HOST : OURS),
  ...["X-Forwarded-For", origin.address, "X-Forwarded-Proto", origin.secure ? "https" : "http"],
];

const NAMES: ReadonlySet<string> = new Set(["plinth-slot"]);

/** The header of an answer as the client gets it. */
export const towardsClient = (flat: readonly string[], label: string): string[] => {
  let connection: string | undefined;
  for (let index = 0; index < flat.length; index += 2) {
    if (foldName(flat[index] ?? "") === "connection") connection = flat[index + 1];
  }
  return [...withoutHops(flat, connection, NAMES), "Plinth-Slot", label];
};
