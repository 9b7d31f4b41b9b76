import type { Flights } from "../flights.ts";
import { ownKey } from "../keys.ts";
import type { MemoryTier } from "../memory/memory-tier.ts";
import type { SharedTier } from "../shared/contract.ts";
import { matcher } from "./pattern.ts";

/** What is to be dropped, as it goes from node to node. */
export type Invalidation =
  | { readonly kind: "key" | "tag" | "pattern"; readonly value: string }
  | { readonly kind: "all" };

/** Drops it from the memory of this process, and outdates what is being computed. */
export const dropHere = (
  { memory, flights }: { readonly memory: MemoryTier; readonly flights: Flights },
  invalidation: Invalidation,
): void => {
  if (invalidation.kind === "all") {
    flights.outdateWhere(() => true);
    memory.clear();
    return;
  }
  const { kind, value } = invalidation;
  if (kind === "key") {
    flights.outdate(value);
    memory.remove(value);
  } else if (kind === "tag") {
    flights.outdateWhere((_key, tags) => tags.includes(value));
    memory.removeTag(value);
  } else {
    const matches = matcher(value);
    flights.outdateWhere((key) => matches(ownKey(key)));
    memory.removeWhere((key) => matches(ownKey(key)));
  }
};

/** Drops it from the tier of all nodes. Rejects where that does not answer. */
export const dropShared = (tier: SharedTier, invalidation: Invalidation): Promise<void> => {
  switch (invalidation.kind) {
    case "all":
      return tier.dropAll();
    case "key":
      return tier.drop(invalidation.value);
    case "tag":
      return tier.dropTag(invalidation.value);
    default:
      return tier.dropPattern(invalidation.value);
  }
};
