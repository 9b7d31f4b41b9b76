import { expect, it } from "vitest";
import { auditLog } from "#modules/audit-log";
import { startIdentity } from "../../../testing/identity.ts";
import { type PrivacyService, privacy } from "../index.ts";

type AnyTables = Record<string, Record<string, unknown>>;

it("PRIV-03, P-064: what is written a moment after an erasure goes with the next look", async () => {
  const identity = await startIdentity({ modules: [privacy, auditLog] });
  try {
    const account = await identity.addAccount();
    const { tokens } = await identity.addSession(account);
    const answer = await identity.send(
      "POST",
      "/api/v1/privacy/erase",
      { confirm: account.email },
      { authorization: `Bearer ${tokens.accessToken}` },
    );
    expect(await answer.json()).toEqual({ state: "done" });
    await identity.settle();
    // As the record of the request itself does, which ends after the account.
    await identity.app.store
      .write<AnyTables>()
      .insertInto("audit_keys")
      .values({ ref: "late", subject_id: account.id, sealed_key: "late", created_at: 1 } as never)
      .execute();
    const service = identity.app.modules.service("privacy") as PrivacyService;
    await service.erasures.complete();
    await identity.settle();
    for (const { table } of identity.app.view.data()) {
      if (table === "privacy_erasures") continue;
      const rows = await identity.app.store
        .read<AnyTables>()
        .selectFrom(table)
        .selectAll()
        .execute();
      expect([table, JSON.stringify(rows).includes(account.id)]).toEqual([table, false]);
    }
    expect(await service.erasures.replay()).toBe(0);
  } finally {
    await identity.app.stop();
  }
});
