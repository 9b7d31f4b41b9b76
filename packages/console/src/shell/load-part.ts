import { ApiError } from "../client/index.ts";
import type { Runtime } from "./runtime.tsx";

/**
 * Loads a part of the application that comes in a file of its own. Without a connection that is a
 * NETWORK_ERROR, shown with another try. With one, the file is gone because a new version is out:
 * the original error goes on, and the router loads the page anew.
 */
export const loadPart = async <T>(runtime: Runtime, load: () => Promise<T>): Promise<T> => {
  try {
    return await load();
  } catch (cause) {
    runtime.reachability.check();
    if (await runtime.ping()) throw cause;
    throw new ApiError({ code: "NETWORK_ERROR", status: 0, cause });
  }
};
