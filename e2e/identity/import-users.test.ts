import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApi, PASSWORD } from "../support/api.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

let data: ReturnType<typeof scratchDirectory>;
let server: ServerProcess | undefined;

beforeEach(() => {
  data = scratchDirectory();
  server = undefined;
});
afterEach(async () => {
  await server?.kill();
  data.remove();
});

const here = () => ({ PLINTH_DATA: data.path });
/** Of Django; its password follows. */
const HASH = "pbkdf2_sha256$1000$aSaltOfDjango12$n5m12WDtgdp4X6rDOY5rP/7skOuIEizqHR14Aw1pric=";
const HASH_PASSWORD = "Tulpen-um-7-Uhr é";

const file = (name: string, text: string): string => {
  const path = join(data.path, name);
  writeFileSync(path, text);
  return path;
};
const CSV = `email,name,role,passwordHash,password
Ann@Example.com,"Becker, Ann",user,${HASH},
bob@example.com,Bob,user,,${PASSWORD}
not an address,Eve,root,${HASH},
ann@example.com,Again,user,,
`;

describe("plinth import-users", () => {
  it("ID-08: on a stopped instance: dry run, import, import again", async () => {
    const path = file("users.csv", CSV);
    const dry = await runPlinth(["import-users", path, "--dry-run"], here());
    expect(dry.printed.trim().split("\n")).toEqual([
      "row 4: EMAIL_INVALID (email is no e-mail address); ROLE_UNKNOWN (role does not exist)",
      "row 5: DUPLICATE (the address has an account already)",
      "2 would be imported, 2 refused",
    ]);
    expect(dry.code).toBe(1);
    const first = await runPlinth(["import-users", path, "--allow-partial"], here());
    expect(first.printed.trim().split("\n").at(-1)).toBe("2 imported, 2 refused");
    expect(first.code).toBe(0);
    const second = await runPlinth(["import-users", path, "--json"], here());
    expect(JSON.parse(second.printed.trim().split("\n").at(-1) ?? "")).toMatchObject({
      imported: 0,
    });
    expect(second.code).toBe(1);
    const hashes = await runPlinth(["user", "hashes"], here());
    expect(hashes.printed).toContain("1 still weak");
    server = await startServer(data.path);
    const body = { email: "ann@example.com", password: HASH_PASSWORD };
    const signedIn = await createApi(server.url).call("POST", "/api/v1/auth/signin", body);
    expect(signedIn.json["user"]).toMatchObject({ name: "Becker, Ann", emailVerified: false });
  });

  it("ID-08: on a running instance, through its control socket, in several batches", async () => {
    server = await startServer(data.path);
    const rows = Array.from({ length: 120 }, (_, at) => ({
      email: `person-${at}@example.com`,
      emailVerified: true,
      passwordHash: HASH,
    }));
    const path = file("users.json", JSON.stringify(rows));
    const outcome = await runPlinth(["import-users", path], here());
    expect(outcome).toMatchObject({ code: 0, printed: "120 imported, 0 refused\n" });
    const body = { email: "person-119@example.com", password: HASH_PASSWORD };
    const api = createApi(server.url);
    expect((await api.call("POST", "/api/v1/auth/signin", body)).status).toBe(200);
    const { printed } = await runPlinth(["user", "hashes", "--json"], here());
    const { kinds } = JSON.parse(printed) as { kinds: { state: string; accounts: number }[] };
    expect(kinds.find(({ state }) => state === "weak")?.accounts).toBe(119);
  });

  it("ID-08: a file that is none of ours is one sentence", async () => {
    for (const [name, text] of [
      ["users.csv", "email,colour\na@x.org,red\n"],
      ["users.json", "nonsense"],
      ["users.txt", "email"],
    ] as const) {
      const outcome = await runPlinth(["import-users", file(name, text)], here());
      expect(outcome.code).toBe(1);
      // A first start logs its security events beside it.
      expect(outcome.told.match(/^plinth: .+$/gm)).toHaveLength(1);
      expect(outcome.told).not.toMatch(/^\s+at /m);
    }
    expect((await runPlinth(["import-users", "absent.csv"], here())).code).toBe(64);
    expect((await runPlinth(["import-users"], here())).code).toBe(64);
  });
});
