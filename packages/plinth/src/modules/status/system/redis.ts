import type { Platform } from "#modules/contract";
import type { Redis } from "../schema.ts";

/** Reads what /health says of Redis from the server itself; rejects while it is out of reach. */
export const createRedisReader =
  (redis: Pick<NonNullable<Platform["redis"]>, "figures">) => async (): Promise<Redis> => {
    const { usedMemoryHuman, connectedClients } = await redis.figures();
    return {
      redis_connected: true,
      redis_memory_used: usedMemoryHuman,
      redis_connected_clients: connectedClients,
    };
  };
