import { announce } from "../contract.ts";
import { goodPassword, type Plinth, type Running, serve, startPlinth } from "../plinth-app.ts";
import { declareReport } from "../plinth-report.ts";
import { bcryptCost } from "./contract.ts";
import { isVerified, people, personAt, readsPerMinute } from "./people.ts";

/**
 * Plinth with people who came from another system: each has the one good password, hashed once as
 * the argument says (`bcrypt` or `argon2id`), which is how new ones are hashed too.
 */
const scheme = process.argv[2] === "argon2id" ? "argon2id" : "bcrypt";

async function start(plinth: Plinth): Promise<Running> {
  const settings = { password_hash: scheme, bcrypt_cost: bcryptCost };
  const running = await startPlinth({
    plinth,
    modules: [declareReport(plinth, readsPerMinute, "internal")],
    env: { SECURITY_SETTINGS: JSON.stringify(settings) },
  });
  const { hash } = await plinth
    .createPasswordHasher({ scheme, cost: bcryptCost })
    .hash(goodPassword);
  const { importUsers } = running.modules.service("credentials") as {
    importUsers: (batch: {
      readonly rows: readonly { readonly row: number; readonly values: Record<string, string> }[];
      readonly isDryRun: boolean;
    }) => Promise<readonly { readonly refused: readonly unknown[] }[]>;
  };
  const rows = Array.from({ length: people }, (_, at) => ({
    row: at + 1,
    values: {
      email: personAt(at),
      emailVerified: isVerified(at) ? "yes" : "no",
      passwordHash: hash,
    },
  }));
  const refused = (await importUsers({ rows, isDryRun: false })).flatMap((row) => row.refused);
  if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused[0])}`);
  announce({ port: running.address.port });
  return running;
}

await serve(start);
