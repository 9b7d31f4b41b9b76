import { announce, routePath } from "../contract.ts";
import { type Plinth, type Running, serve, startPlinth } from "../plinth-app.ts";
import { declareReport } from "../plinth-report.ts";
import {
  argonCost,
  askFirst,
  bcryptCost,
  cookiesOf,
  person,
  reader,
  type SignInReady,
} from "./contract.ts";

/**
 * Plinth with everything that signs people in. Argument: `bcrypt` or `argon2id`, what new passwords
 * are hashed with. Limits of callers are as declared: who floods comes from many addresses.
 */
const scheme = process.argv[2] === "argon2id" ? "argon2id" : "bcrypt";
const perMinute = 1_000_000;

async function start(plinth: Plinth): Promise<Running> {
  const settings = { password_hash: scheme, bcrypt_cost: bcryptCost };
  const running = await startPlinth({
    plinth,
    modules: [declareReport(plinth, perMinute, "internal")],
    env: { SECURITY_SETTINGS: JSON.stringify(settings) },
  });
  const { port } = running.address;
  await askFirst(port, "/api/v1/auth/signup", person);
  await askFirst(port, "/api/v1/auth/signup", reader);
  const { email, password } = reader;
  const signedIn = await askFirst(port, "/api/v1/auth/signin", { email, password });
  const ready: SignInReady = {
    port,
    hash:
      scheme === "bcrypt" ? `bcrypt ${bcryptCost}` : `argon2id ${argonCost.memoryCost / 1024} MiB`,
    health: { path: "/health", headers: {} },
    read: { path: `${routePath}?page=1`, headers: { cookie: cookiesOf(signedIn) } },
    signIn: { path: "/api/v1/auth/signin", headers: {} },
  };
  announce(ready);
  return running;
}

await serve(start);
