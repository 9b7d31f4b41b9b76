import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#core";
import { openStore } from "#store";
import { registerStoreConformance } from "../testing/store-conformance/suite.ts";

const limits = { transactionStallMs: 300 };

registerStoreConformance("embedded", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-store-"));
  const open = () =>
    openStore({ engine: { kind: "embedded", directory }, clock: systemClock, limits });
  let store = await open();
  const first = store;
  return {
    store: first,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    takeAway: async () => rmSync(directory, { recursive: true }),
    dispose: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});
