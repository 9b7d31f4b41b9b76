import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { startIdentity } from "../../testing/identity.ts";

const GUIDE = new URL("../../../../../docs/guide/tokens.md", import.meta.url);

type Verify = (token: string) => Promise<Record<string, unknown> | undefined>;
type CreateVerifier = (options: { readonly issuer: string; readonly keySet: string }) => Verify;

/** The program of the guide, as a reader copies it. */
const importSnippet = async (directory: string): Promise<CreateVerifier> => {
  const code = /```js\n([\s\S]*?)```/.exec(readFileSync(GUIDE, "utf8"))?.[1] ?? "";
  const file = join(directory, "verifier.mjs");
  writeFileSync(file, code);
  return ((await import(pathToFileURL(file).href)) as { createVerifier: CreateVerifier })
    .createVerifier;
};

describe("the guide to access tokens", () => {
  it.each(["EdDSA", "ES256", "HS256"])(
    "SES-05: its program verifies tokens by the key set alone: %s",
    async (ALGORITHM) => {
      const directory = mkdtempSync(join(tmpdir(), "plinth-guide-"));
      // The program reads the machine's clock, as a reader's would.
      const clock = createManualClock(Date.now());
      const identity = await startIdentity({ clock, env: { ALGORITHM } });
      try {
        const issuer = identity.app.config.server.publicUrl;
        const createVerifier = await importSnippet(directory);
        const keySet = `${identity.app.localUrl}/.well-known/jwks.json`;
        const verify = createVerifier({ issuer, keySet });
        const account = await identity.addAccount();
        const { tokens, row } = await identity.addSession(account);
        const good = tokens.accessToken;
        if (ALGORITHM === "HS256") {
          expect(await verify(good)).toBeUndefined();
          return;
        }
        expect(await verify(good)).toMatchObject({ sub: account.id, sid: row.id, role: "user" });
        const subject = { sub: "u", jti: "j", sid: "s", role: "admin", tier: "free" };
        clock.advance(-7_200_000);
        const expired = identity.tokens.sign({ ...subject, lifetimeSeconds: 60 });
        const [head = "", payload = "", signature = ""] = good.split(".");
        const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
        const none = encode({
          alg: "none",
          kid: JSON.parse(Buffer.from(head, "base64url").toString()).kid,
        });
        for (const bad of [
          expired,
          `${head}.${encode({ ...subject, exp: 9e9 })}.${signature}`,
          `${none}.${payload}.`,
          `${encode({ alg: ALGORITHM, kid: "unknown" })}.${payload}.${signature}`,
          "nonsense",
        ]) {
          expect(await verify(bad)).toBeUndefined();
        }
        expect(
          await createVerifier({ issuer: "https://other.example", keySet })(good),
        ).toBeUndefined();
      } finally {
        await identity.app.stop();
        rmSync(directory, { recursive: true, force: true });
      }
    },
  );
});
