import { afterAll, describe, expect, it } from "vitest";
import { identityModules, operationsModules } from "../../../packages/plinth/src/app/index.ts";
import { makeTestCertificate } from "../../../packages/plinth/src/testing/certificates.ts";
import { announceSkipped, startPostgres } from "../../../packages/plinth/src/testing/postgres.ts";
import { startTestApplication } from "../../../packages/plinth/src/testing/test-application.ts";

const tls = makeTestCertificate();
const server = await startPostgres({ tls });

if ("missing" in server) {
  announceSkipped("PostgreSQL over TLS and its roles", server.missing);
  describe.skip(`PostgreSQL over TLS and its roles (${server.missing})`, () => {
    it("needs a server", () => undefined);
  });
} else {
  afterAll(() => server.stop());
  const modules = [...identityModules, ...operationsModules];
  const start = (env: Readonly<Record<string, string>>) => startTestApplication({ modules, env });
  const refusalOf = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const refused: unknown = await start(env).catch((reason: unknown) => reason);
    expect(refused).toMatchObject({ name: "BootError" });
    return (refused as Error).message;
  };
  const as = (url: string, role: string): string => {
    const made = new URL(url);
    made.username = role;
    made.password = "pw";
    return String(made);
  };

  describe("DB-10: TLS", () => {
    it("connects to a server whose certificate and name are right, and says so on the server", async () => {
      const app = await start({ DATABASE_URL: server.url });
      try {
        const encrypted = await server.query(
          "select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'plinth'",
        );
        expect(encrypted.length).toBeGreaterThan(0);
        expect(encrypted.every(({ ssl }) => ssl === true)).toBe(true);
      } finally {
        await app.stop();
      }
    });

    it("refuses a certificate of somebody else, another name, and to go without", async () => {
      const unknown = new URL(server.url);
      unknown.searchParams.delete("sslrootcert");
      expect(await refusalOf({ DATABASE_URL: String(unknown) })).toMatch(/self-signed certificate/);
      const plain = new URL(server.url);
      plain.search = "";
      expect(await refusalOf({ DATABASE_URL: String(plain) })).toMatch(/pg_hba.conf|encryption/);
      const elsewhere = new URL(server.url);
      elsewhere.hostname = "127.0.0.2";
      expect(await refusalOf({ DATABASE_URL: String(elsewhere) })).not.toContain(unknown.password);
    });
  });

  describe("DB-10: the role that migrates and the one that does not", () => {
    it("migrations run as one, the application as the other, which may change rows and nothing else", async () => {
      const url = await server.createDatabase();
      await server.query("create role migrating login password 'pw'");
      await server.query("create role serving login password 'pw'");
      await server.query("grant all on schema public to migrating", url);
      const roles = {
        DATABASE_URL: as(url, "serving"),
        DATABASE_MIGRATION_URL: as(url, "migrating"),
      };
      const app = await start(roles);
      try {
        const owners = "select distinct tableowner from pg_tables where schemaname = 'public'";
        expect(await server.query(owners, url)).toEqual([{ tableowner: "migrating" }]);
        const signUp = await app.fetch("/api/v1/auth/signup", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ email: "a@example.org", password: "Tulpen-um-7-Uhr", name: "A" }),
        });
        expect(signUp.status).toBeLessThan(300);
        for (const statement of [
          "create table x (id int)",
          "drop table accounts",
          "truncate jobs",
        ]) {
          const tried = server.query(statement, as(url, "serving"));
          await expect(tried, statement).rejects.toThrow(/permission denied|must be owner/);
        }
        const forged = "insert into plinth_migrations values (999, 'x-0001', 'x', 0)";
        await expect(server.query(forged, as(url, "serving"))).rejects.toThrow(/permission denied/);
      } finally {
        await app.stop();
      }
      // With nothing to migrate, a node needs no more than the role that serves.
      const alone = await start({ DATABASE_URL: roles.DATABASE_URL });
      await alone.stop();
    });

    it("a role that could change the schema is refused, in one sentence that says what to revoke", async () => {
      const url = await server.createDatabase();
      await server.query("grant all on schema public to migrating, serving", url);
      const roles = {
        DATABASE_URL: as(url, "serving"),
        DATABASE_MIGRATION_URL: as(url, "migrating"),
      };
      expect(await refusalOf(roles)).toMatch(
        /serving of DATABASE_URL may create tables.*revoke create/,
      );
      const wrong = { ...roles, DATABASE_MIGRATION_URL: as(url, "nobody") };
      expect(await refusalOf(wrong)).toMatch(/DATABASE_MIGRATION_URL cannot be used/);
    });
  });
}
