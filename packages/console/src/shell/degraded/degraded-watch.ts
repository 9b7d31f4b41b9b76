/** Hears from every answer what does not work as usual (RES-03). */
export interface DegradedWatch {
  /** Takes the Degraded header of an answer; null where it had none. */
  readonly hear: (header: string | null) => void;
  /** As the last answer said it, such as "mail;mode=degraded"; empty when all is well. */
  readonly current: () => string;
  /** Whether any answer came yet. */
  readonly hasHeard: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Builds a watch that has heard nothing yet. It asks nothing by itself: answers carry it. */
export const createDegradedWatch = (): DegradedWatch => {
  const listeners = new Set<() => void>();
  let last = "";
  let hasHeard = false;
  return {
    hear: (header) => {
      const next = header ?? "";
      hasHeard = true;
      if (next === last) return;
      last = next;
      for (const listener of listeners) listener();
    },
    current: () => last,
    hasHeard: () => hasHeard,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
