import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#core";
import { openStore, type StoreLimits } from "#store";
import { registerStoreConformance } from "../testing/store-conformance/suite.ts";

registerStoreConformance("embedded", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-store-"));
  const open = (limits?: Partial<StoreLimits>) =>
    openStore({
      engine: { kind: "embedded", directory },
      clock: systemClock,
      ...(limits && { limits }),
    });
  let store = await open();
  const first = store;
  return {
    store: first,
    reopen: async (limits) => {
      await store.close();
      store = await open(limits);
      return store;
    },
    takeAway: async () => rmSync(directory, { recursive: true }),
    dispose: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});
