import type { RedisFigures } from "./contract.ts";

/** Reads the text of INFO; a line that is missing counts as 0, as in servers that leave it out. */
export const parseFigures = (text: string): RedisFigures => {
  const lines = new Map(
    text.split(/\r?\n/).map((line): [string, string] => {
      const at = line.indexOf(":");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const number = (name: string): number => {
    const value = Number(lines.get(name));
    return Number.isFinite(value) ? value : 0;
  };
  return {
    usedMemoryHuman: lines.get("used_memory_human") ?? "unknown",
    usedMemoryBytes: number("used_memory"),
    connectedClients: number("connected_clients"),
    keyspaceHits: number("keyspace_hits"),
    keyspaceMisses: number("keyspace_misses"),
    evictedKeys: number("evicted_keys"),
    commandsProcessed: number("total_commands_processed"),
  };
};
