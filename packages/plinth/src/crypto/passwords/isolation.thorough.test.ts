import { createServer } from "node:http";
import { verifySync } from "@node-rs/bcrypt";
import { describe, expect, test } from "vitest";
import { AppError } from "#core";
import { type Listening, listen } from "../../testing/listening.ts";
import { createPasswordHasher, type PasswordHasher } from "./hasher.ts";

const COST = 10;
const PLACES = 1;
const QUEUE = 2;
const ARRIVALS = 10;
/** Answers of the other route while passwords are checked that count as "it answers". */
const MEANWHILE = 3;

type Verify = Pick<PasswordHasher, "verifyUnknown">;

/** Two routes: one checks a password, the other answers at once, and says how many wait for one. */
const serve = (hasher: Verify): Promise<Listening> => {
  let checking = 0;
  const server = createServer((request, reply) => {
    if (request.url !== "/sign-in") {
      reply.end(String(checking));
      return;
    }
    checking += 1;
    void hasher
      .verifyUnknown("Tulpen-um-7-Uhr")
      .then(
        () => ({ status: 401, headers: {} }),
        (fault: unknown) => (fault instanceof AppError ? fault : { status: 500, headers: {} }),
      )
      .then(({ status, headers }) => {
        checking -= 1;
        reply.writeHead(status, { ...headers }).end();
      });
  });
  return listen(server);
};

/**
 * Sign-ins over real sockets, more than there is room for, and meanwhile the other route, again and
 * again. Nothing is timed: what counts is how often the other route answered while a password was
 * being checked, and how sign-ins were refused.
 */
const flood = async (hasher: Verify) => {
  const { url, close } = await serve(hasher);
  try {
    let isOver = false;
    const signIns = Array.from({ length: ARRIVALS }, async () => {
      const reply = await fetch(`${url}/sign-in`);
      return { status: reply.status, retryAfter: reply.headers.get("retry-after") };
    });
    const done = Promise.all(signIns).finally(() => {
      isOver = true;
    });
    let meanwhile = 0;
    while (!isOver) {
      const reply = await fetch(`${url}/other`);
      if (Number(await reply.text()) > 0) meanwhile += 1;
    }
    const outcomes = await done;
    return { meanwhile, refused: outcomes.filter(({ status }) => status === 503) };
  } finally {
    await close();
  }
};

/** P-083 by counts: other routes have their turn, and what is too much is refused with a time. */
const holds = async (hasher: Verify): Promise<void> => {
  const { meanwhile, refused } = await flood(hasher);
  expect(meanwhile).toBeGreaterThanOrEqual(MEANWHILE);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ retryAfter }) => Number(retryAfter) >= 1)).toBe(true);
};

describe("P-083: a flood of sign-ins", () => {
  test("P-083, ID-09: other routes answer meanwhile; what is too much gets 503 and Retry-After", async () => {
    await holds(createPasswordHasher({ cost: COST, concurrency: PLACES, queueLimit: QUEUE }));
  });

  const nobody = `$2b$${COST}$${".".repeat(53)}`;
  const onMainThread: Verify = {
    verifyUnknown: async (password) => {
      verifySync(password, nobody);
      return false;
    },
  };
  const withoutBound = createPasswordHasher({
    cost: COST,
    concurrency: PLACES,
    queueLimit: Number.MAX_SAFE_INTEGER,
  });

  test.each([
    ["hashing on the main thread", onMainThread],
    ["an unbounded pool", withoutBound],
  ])("P-083: goes red on %s", async (_, hasher) => {
    await expect(holds(hasher)).rejects.toThrow();
  });
});
