import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "#core";
import { createKeyring } from "#crypto";
import type { CheckpointRow, HeadRow, LogRow } from "../contract.ts";
import { checkpointDigest, GENESIS, hashOf } from "./canonical.ts";
import { createChainSigner } from "./signing.ts";
import { type ChainReport, verifyChain } from "./verify.ts";

const signer = createChainSigner(createKeyring(new Secret("a secret of this file, long enough")));

/** A chain in memory, as the store would have it. */
interface Chain {
  readonly rows: LogRow[];
  readonly checkpoints: CheckpointRow[];
  readonly head: HeadRow;
}

const fieldsOf = (seq: number, what: string): Omit<LogRow, "hash"> => ({
  seq,
  noted_at: seq,
  id: `id-${seq}`,
  at: seq,
  action: what,
  outcome: "success",
  actor: `p-${seq % 3}`,
  via: "cookie",
  target: null,
  route: null,
  status: 200,
  request_id: null,
  trace_id: null,
  origin: null,
  details: null,
});

/** So many entries, a checkpoint after each few. */
const chainOf = (actions: readonly string[], every: number): Chain => {
  const rows: LogRow[] = [];
  const checkpoints: CheckpointRow[] = [];
  let hash = GENESIS;
  for (const [index, what] of actions.entries()) {
    const fields = fieldsOf(index + 1, what);
    hash = hashOf(hash, fields);
    rows.push({ ...fields, hash });
    if ((index + 1) % every !== 0) continue;
    const last = checkpoints.at(-1);
    const { digest: _, ...row } = signer.checkpoint({
      number: checkpoints.length + 1,
      kind: "checkpoint",
      seq: index + 1,
      hash,
      at: index,
      previous: last === undefined ? GENESIS : checkpointDigest(last),
    });
    checkpoints.push(row);
  }
  const last = checkpoints.at(-1);
  const head = signer.head({
    id: 1,
    seq: rows.length,
    hash,
    noted_at: rows.length,
    checkpoint: checkpoints.length,
    checkpoint_digest: last === undefined ? GENESIS : checkpointDigest(last),
    checkpoint_seq: last?.seq ?? 0,
    checkpoint_at: 0,
    turn: 0,
  });
  return { rows, checkpoints, head };
};

const look = ({ rows, checkpoints, head }: Chain, trusted = signer.publicKey) =>
  verifyChain({
    source: {
      head: async () => head,
      checkpoints: async () => checkpoints,
      rows: async (after, limit) =>
        rows
          .filter(({ seq }) => seq > after)
          .toSorted((a, b) => a.seq - b.seq)
          .slice(0, limit),
      ends: async () => ({
        head: head.seq,
        last: Math.max(0, ...rows.map(({ seq }) => seq)),
      }),
      firstUpTo: async (seq) => rows.find((row) => row.seq <= seq)?.seq,
    },
    trusted: [trusted],
  });

/** From an entry on, as somebody makes them anew who knows how hashes are made. */
const relink = (rows: LogRow[], from: number, to: number): void => {
  for (let index = from; index < to; index += 1) {
    const { hash: _, ...fields } = rows[index] ?? { ...fieldsOf(0, ""), hash: "" };
    const placed = { ...fields, seq: index + 1 };
    rows[index] = { ...placed, hash: hashOf(rows[index - 1]?.hash ?? GENESIS, placed) };
  }
};

/** What is done to a chain; hashes are made anew up to somewhere. */
const TAMPERINGS = {
  edit: (rows: LogRow[], at: number) => {
    const row = rows[at];
    if (row !== undefined) rows[at] = { ...row, action: `${row.action}, or so` };
  },
  delete: (rows: LogRow[], at: number) => {
    rows.splice(at, 1);
  },
  insert: (rows: LogRow[], at: number) => {
    rows.splice(at, 0, { ...fieldsOf(at + 1, "never happened"), id: "new", hash: "" });
  },
  reorder: (rows: LogRow[], at: number) => {
    const [one, other] = [rows[at], rows[(at + 1) % rows.length]];
    if (one === undefined || other === undefined) return;
    rows[at] = other;
    rows[(at + 1) % rows.length] = one;
  },
  truncate: (rows: LogRow[], at: number) => {
    rows.splice(at);
  },
} as const;

const chains = fc.record({
  actions: fc.array(fc.string({ maxLength: 8 }), { minLength: 2, maxLength: 40 }),
  every: fc.integer({ min: 1, max: 50 }),
});

const expectTold = (report: ChainReport): void => {
  expect(report.isWhole).toBe(false);
  expect(report.faults[0]?.message).toMatch(/\d/);
};

describe("verifying a chain", () => {
  it("P-084: what nobody touched holds", async () => {
    await fc.assert(
      fc.asyncProperty(chains, async ({ actions, every }) => {
        expect((await look(chainOf(actions, every))).faults).toEqual([]);
      }),
    );
  });

  it("P-084: any edit, deletion, insertion, reordering or truncation is told, however much is made anew", async () => {
    await fc.assert(
      fc.asyncProperty(
        chains,
        fc.constantFrom(...(Object.keys(TAMPERINGS) as (keyof typeof TAMPERINGS)[])),
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        async ({ actions, every }, kind, where, upTo, isRelinked) => {
          const chain = chainOf(actions, every);
          const at = where % actions.length;
          TAMPERINGS[kind](chain.rows, at);
          // Places are made to fit, hashes for some or all that follow.
          const end = isRelinked ? at + (upTo % (chain.rows.length - at + 1)) : at;
          for (const [index, row] of chain.rows.entries())
            chain.rows[index] = { ...row, seq: index + 1 };
          relink(chain.rows, at, end);
          expectTold(await look(chain));
        },
      ),
    );
  });

  it("P-084: a checkpoint that is changed, taken out or signed by somebody else is told", async () => {
    const other = createChainSigner(
      createKeyring(new Secret("another secret, just as long as it")),
    );
    await fc.assert(
      fc.asyncProperty(chains, fc.nat(), fc.nat(2), async ({ actions, every }, where, how) => {
        const chain = chainOf(actions, every);
        if (chain.checkpoints.length === 0) return;
        const at = where % chain.checkpoints.length;
        const row = chain.checkpoints[at];
        if (row === undefined) return;
        if (how === 0) chain.checkpoints.splice(at, 1);
        else if (how === 1) chain.checkpoints[at] = { ...row, at: row.at + 1 };
        else {
          const { signature: _, public_key: __, ...said } = row;
          const { digest: ___, ...theirs } = other.checkpoint(said);
          chain.checkpoints[at] = theirs;
        }
        expectTold(await look(chain));
        expectTold(await look(chainOf(actions, every), other.publicKey));
      }),
    );
  });
});
