import type { Alterations } from "#app";
import type { Sabotage } from "./sabotage.ts";

type Sender = Parameters<NonNullable<Alterations["sender"]>>[0];

/** What a sabotage does to answers, where it does nothing else; undefined for all others. */
const senderOf = ({ alter, env, secure, isElsewhere }: Sabotage): Alterations["sender"] => {
  const isPlain = env === undefined && secure === undefined && isElsewhere === undefined;
  const alterations = isPlain ? alter?.() : undefined;
  const keys = Object.keys(alterations ?? {});
  return keys.length === 1 ? alterations?.sender : undefined;
};

/** Whether a sabotage changes answers on their way out and nothing else. */
export const isSwitchable = (sabotage: Sabotage): boolean => senderOf(sabotage) !== undefined;

/** Many sabotages in one instance, of which one at a time is at work. */
export interface Switches {
  /** All of them together, with nothing at work yet. */
  readonly sabotage: Sabotage;
  /** Puts one to work, and the one before out of it. */
  readonly switchTo: (sabotage: Sabotage) => void;
}

/**
 * Builds an instance's alterations from sabotages that change answers only: starting one for all
 * costs far less than one for each.
 */
export const createSwitches = (sabotages: readonly Sabotage[]): Switches => {
  let current: Sabotage | undefined;
  const alter = (): Alterations => ({
    sender: (sender: Sender): Sender => {
      const made = new Map(
        sabotages.map((sabotage) => [sabotage, senderOf(sabotage)?.(sender) ?? sender]),
      );
      const now = (): Sender => (current === undefined ? undefined : made.get(current)) ?? sender;
      return {
        send: (context) => now().send(context),
        sendError: (context, error) => now().sendError(context, error),
      };
    },
  });
  return {
    sabotage: { what: "has many sabotages, one at work at a time", alter },
    switchTo: (sabotage) => {
      current = sabotage;
    },
  };
};
