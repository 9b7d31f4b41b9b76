import { storeError } from "./faults.ts";

/** Lets work in while a store is open. */
export interface Gate {
  /** @throws {AppError} when the store is closed. */
  readonly requireOpen: () => void;
  readonly enter: () => void;
  readonly leave: () => void;
  /** Lets nobody else in; resolves when the last of the work is done. */
  readonly shut: () => Promise<void>;
}

/** Builds an open gate. */
export const createGate = (): Gate => {
  const { promise: emptied, resolve: setEmptied } = Promise.withResolvers<void>();
  let inside = 0;
  let isOpen = true;
  return {
    requireOpen: (): void => {
      if (!isOpen) {
        throw storeError("closed", "the store is closed");
      }
    },
    enter: (): void => {
      inside += 1;
    },
    leave: (): void => {
      inside -= 1;
      if (!isOpen && inside === 0) {
        setEmptied();
      }
    },
    shut: (): Promise<void> => {
      isOpen = false;
      if (inside === 0) {
        setEmptied();
      }
      return emptied;
    },
  };
};
