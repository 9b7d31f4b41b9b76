import { expect } from "vitest";
import { accountStatements } from "#modules/accounts";
import type { Identity } from "../../../testing/identity.ts";
import { definePush } from "../kind.ts";
import { createPushRepository, type SubscriptionRow } from "../repository.ts";

const KIND = definePush({ name: "kind-of-rows", most: 3 });
const HOUR_MS = 3_600_000;

/** What the rows of messages have to do on every store; rejects where they do not. */
export const checkPushRows = async (identity: Identity): Promise<void> => {
  const { app, addAccount, addSession, clock, sessions } = identity;
  const { store } = app;
  const repository = createPushRepository(store);
  const person = await addAccount({ email: `${crypto.randomUUID()}@example.org` });
  const of = async (endpoint: string): Promise<SubscriptionRow> => ({
    id: crypto.randomUUID(),
    account_id: person.id,
    session_id: (await addSession(person)).row.id,
    endpoint_hash: `${person.id} ${endpoint}`,
    service: "push.example.net",
    address: "sealed",
    created_at: clock.now(),
    sent_at: null,
  });
  const listed = async () => (await repository.list(person.id)).map(({ id }) => id).toSorted();
  const isLive = async ({ id }: SubscriptionRow) =>
    (await repository.findLive(id, clock.now())) !== undefined;

  // A browser has one subscription, and a session one browser.
  const first = await of("a");
  const second = { ...(await of("a")), created_at: clock.now() + 1 };
  const third = { ...(await of("b")), session_id: second.session_id };
  for (const row of [first, second]) await repository.put(row);
  expect(await listed()).toEqual([second.id]);
  await repository.put(third);
  expect(await listed()).toEqual([third.id]);
  // Asked for at once on two nodes, one of them remains.
  await Promise.all([repository.put(first), repository.put(second)]);
  expect(await listed()).toHaveLength(1);
  await repository.erase(person.id);

  // Of messages at once no more are let through than their kind allows.
  const admit = (account_id: string) =>
    store.transaction((tx) =>
      repository.admit({ id: crypto.randomUUID(), account_id, kind: KIND, at: clock.now() }, tx),
    );
  const admitted = await Promise.all(Array.from({ length: 8 }, () => admit(person.id)));
  expect(admitted.filter(Boolean)).toHaveLength(KIND.most);
  expect(await repository.sendingsOf(person.id)).toHaveLength(KIND.most);
  await repository.eraseSendings(person.id);

  // It lives as long as its session: until its end, a new epoch, or a session that took its place.
  const next = await addSession(person);
  await repository.put(first);
  await store.transaction((tx) => repository.moveToSession(tx, first.session_id, next.row.id));
  await sessions.end(person.id, first.session_id);
  expect(await isLive(first)).toBe(true);
  expect(await repository.findLive(first.id, next.row.expires_at + HOUR_MS)).toBeUndefined();
  await sessions.end(person.id, next.row.id);
  expect(await listed()).toEqual([]);
  const last = await of("c");
  await repository.put(last);
  await accountStatements(store.write()).raiseEpoch(person.id);
  expect(await isLive(last)).toBe(false);

  // Whoever is first makes the key of all nodes.
  await Promise.all(["one", "two"].map((key) => repository.insertKey(key, clock.now())));
  const key = await repository.findKey();
  await repository.insertKey("three", clock.now());
  expect(await repository.findKey()).toBe(key);
};
