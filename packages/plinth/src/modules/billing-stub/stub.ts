import type { Clock } from "#core";
import { signMessage } from "#modules/billing";
import { createActions, type StubActions } from "./actions.ts";
import { type ApiAnswer, type ApiCall, createApi } from "./api.ts";
import { createObjects } from "./objects.ts";
import { createStubPages, type PageAnswer } from "./pages.ts";
import { createStubState, type PriceOffer, type StubEvent, type StubState } from "./state.ts";

/** What a stub is made with. */
export interface StubOptions {
  readonly clock: Clock;
  /** Sets its names apart from those of another run; six letters or digits. */
  readonly run: string;
  readonly prices: readonly PriceOffer[];
  /** Key that calls have to carry. */
  readonly key: string;
  /** Secret that messages are signed with. */
  readonly webhookSecret: string;
  /** Where its pages are found, without a trailing slash. */
  readonly base: () => string;
}

/** A message as it is sent: its text, and the header that signs it. */
export interface SignedMessage {
  readonly event: StubEvent;
  readonly body: string;
  readonly signature: string;
}

/** A payment service of pretence: what it knows, and how it answers. Nothing listens yet. */
export interface Stub {
  readonly state: StubState;
  readonly actions: StubActions;
  readonly api: (call: ApiCall) => ApiAnswer;
  readonly pages: (path: string, form: URLSearchParams | undefined) => PageAnswer;
  readonly sign: (event: StubEvent, at?: number) => SignedMessage;
}

/** Builds it. */
export const createStub = (options: StubOptions): Stub => {
  const { clock, key, webhookSecret, base } = options;
  const state = createStubState(options);
  const objects = createObjects(state, base);
  const actions = createActions(state, objects);
  return {
    state,
    actions,
    api: createApi({ state, objects, actions, key }),
    pages: createStubPages({ state, objects, actions }),
    sign: (event, at = clock.now()) => {
      const body = JSON.stringify({ object: "event", ...event });
      return { event, body, signature: signMessage(webhookSecret, Buffer.from(body), at) };
    },
  };
};
