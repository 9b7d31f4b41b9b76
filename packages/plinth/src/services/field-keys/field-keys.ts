import { createSecretKey } from "node:crypto";
import type { Clock, Random } from "#core";
import { createSealer, type Keyring, type Sealer } from "#crypto";
import { type FieldKeys, type FieldPlace, UnreadableField } from "./contract.ts";
import type { DataKeyRepository, DataKeyRow } from "./repository.ts";

const PURPOSE = "data-keys";
const KEY_BYTES = 32;
/** How long a node may go on with a key that another node has replaced, in milliseconds. */
const LOOK_EVERY_MS = 60_000;
const PREFIX = "f1.";
const SHAPE = /^f1\.([1-9]\d{0,8})\.([A-Za-z0-9_-]+)$/;

/** What the keys are built from. */
export interface FieldKeysParts {
  readonly repository: DataKeyRepository;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly clock: Clock;
}

/** As a list, so that no two places have the same text. */
const contextOf = ({ table, column, row, account }: FieldPlace): string =>
  JSON.stringify(["field", table, column, row, account]);

const keyContext = (number: number): string => `data-key:${number}`;

/** Keys as they were read last. */
interface Known {
  readonly at: number;
  readonly sealers: ReadonlyMap<number, Sealer>;
  readonly newest: number;
}

/** Builds it: data keys at random, each sealed with a key derived from SECRET_KEY. */
export const createFieldKeys = (parts: FieldKeysParts): FieldKeys => {
  const { repository, keyring, random, clock } = parts;
  const outer = createSealer({ ...keyring.sealing(PURPOSE), random });
  let known: Known | undefined;

  const bytesOf = ({ number, sealed_key }: DataKeyRow): Buffer | undefined =>
    outer.open(sealed_key, keyContext(number));
  const openKey = (row: DataKeyRow): Sealer => {
    const bytes = bytesOf(row);
    if (bytes === undefined)
      throw new UnreadableField({ table: "data_keys", column: "sealed_key" });
    return createSealer({ key: createSecretKey(bytes), random });
  };
  const make = (number: number): Promise<boolean> =>
    repository.insert({
      number,
      sealed_key: outer.seal(random.bytes(KEY_BYTES), keyContext(number)),
      created_at: clock.now(),
    });
  const look = async (): Promise<Known> => {
    let rows = await repository.all();
    if (rows.length === 0) {
      await make(1);
      rows = await repository.all();
    }
    known = {
      at: clock.now(),
      sealers: new Map(rows.map((row) => [row.number, openKey(row)])),
      newest: rows.at(-1)?.number ?? 1,
    };
    return known;
  };
  /** A clock that was set back looks again too. */
  const isOld = ({ at }: Known): boolean => Math.abs(clock.now() - at) > LOOK_EVERY_MS;
  const current = async (): Promise<Known> =>
    known === undefined || isOld(known) ? look() : known;
  const sealerOf = async (number: number): Promise<Sealer | undefined> =>
    (known ?? (await look())).sealers.get(number) ?? (await look()).sealers.get(number);

  const open: FieldKeys["open"] = async (place, sealed) => {
    const [, number = "", body = ""] = SHAPE.exec(sealed) ?? [];
    const sealer = number === "" ? undefined : await sealerOf(Number(number));
    const plain = sealer?.open(body, contextOf(place));
    if (plain === undefined) throw new UnreadableField(place);
    return plain.toString("utf8");
  };

  return {
    prefix: PREFIX,
    prefixOf: (number) => `${PREFIX}${number}.`,
    seal: async (place, text) => {
      const { newest, sealers } = await current();
      const sealer = sealers.get(newest);
      if (sealer === undefined) throw new UnreadableField(place);
      return `${PREFIX}${newest}.${sealer.seal(text, contextOf(place))}`;
    },
    open,
    openOrPlain: async (place, value) => (value.startsWith(PREFIX) ? open(place, value) : value),
    numbers: async () => [...(await look()).sealers.keys()],
    unreadable: async () =>
      (await repository.all())
        .filter((row) => bytesOf(row) === undefined)
        .map(({ number }) => number),
    add: async () => {
      const next = (await look()).newest + 1;
      await make(next);
      return (await look()).newest;
    },
    remove: async (number) => {
      await repository.remove(number);
      await look();
    },
    reseal: async () => {
      let count = 0;
      for (const row of await repository.all()) {
        const renewed = outer.renew(row.sealed_key, keyContext(row.number));
        if (renewed === undefined) {
          throw new UnreadableField({ table: "data_keys", column: "sealed_key" });
        }
        if (renewed === row.sealed_key) continue;
        await repository.reseal(row, renewed);
        count += 1;
      }
      return count;
    },
  };
};
