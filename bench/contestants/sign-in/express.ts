import { createSecretKey } from "node:crypto";
import { hash as argonHash, verify as argonVerify } from "@node-rs/argon2";
import bcrypt from "bcrypt";
import bcryptjs from "bcryptjs";
import express from "express";
import { rateLimit } from "express-rate-limit";
import jsonwebtoken from "jsonwebtoken";
import { announce, answerFor, createSecret, readPort } from "../contract.ts";
import { argonCost, askFirst, bcryptCost, person, type SignInReady } from "./contract.ts";

/**
 * Express 5 with a sign-in as guides write it: one limit by address, one comparison, a JWT. Argument:
 * `bcryptjs` (JavaScript, on the main thread), `bcrypt` (native, on libuv's threads) or `argon2id`
 * (@node-rs/argon2). Accounts are in memory, which is kinder than any database.
 */
interface Hashing {
  readonly name: string;
  readonly hash: (password: string) => Promise<string>;
  readonly compare: (password: string, hash: string) => Promise<boolean>;
}

const hashings: Readonly<Record<string, Hashing>> = {
  bcryptjs: {
    name: `bcrypt ${bcryptCost}, bcryptjs`,
    hash: (password) => bcryptjs.hash(password, bcryptCost),
    compare: (password, hash) => bcryptjs.compare(password, hash),
  },
  bcrypt: {
    name: `bcrypt ${bcryptCost}, native`,
    hash: (password) => bcrypt.hash(password, bcryptCost),
    compare: (password, hash) => bcrypt.compare(password, hash),
  },
  argon2id: {
    name: `argon2id ${argonCost.memoryCost / 1024} MiB`,
    hash: (password) => argonHash(password, argonCost),
    compare: (password, hash) => argonVerify(hash, password),
  },
};
const hashing = hashings[process.argv[2] ?? "bcrypt"];
if (!hashing) throw new Error(`no hashing is named ${process.argv[2]}`);

const key = createSecretKey(Buffer.from(createSecret()));
const users = new Map<string, string>();

const app = express();
app.set("trust proxy", "loopback");
app.use(express.json());
app.get("/health", (_request, response) => {
  response.json({ status: "ok" });
});
app.get("/report", (request, response) => {
  try {
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    jsonwebtoken.verify(token, key, { algorithms: ["HS256"] });
    response.json(answerFor(1));
  } catch {
    response.status(401).json({ error: "unauthorized" });
  }
});
const limiter = rateLimit({ windowMs: 60_000, limit: 5, legacyHeaders: false });
app.post("/signin", limiter, async (request, response) => {
  const { email, password } = request.body as { email: string; password: string };
  const hash = users.get(email);
  if (hash === undefined || !(await hashing.compare(password, hash))) {
    response.status(401).json({ error: "wrong address or password" });
    return;
  }
  response.json({ token: jsonwebtoken.sign({ sub: email }, key, { expiresIn: "30m" }) });
});

const server = app.listen(0, "127.0.0.1", async () => {
  users.set(person.email, await hashing.hash(person.password));
  const port = readPort(server);
  const { token } = (await (await askFirst(port, "/signin", person)).json()) as { token: string };
  const ready: SignInReady = {
    port,
    hash: hashing.name,
    health: { path: "/health", headers: {} },
    read: { path: "/report", headers: { authorization: `Bearer ${token}` } },
    signIn: { path: "/signin", headers: {} },
  };
  announce(ready);
});
