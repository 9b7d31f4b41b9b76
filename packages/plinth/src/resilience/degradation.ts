/** How something that the service offers is doing. */
export type DegradationMode = "normal" | "degraded" | "off";

/** Something that the service can do without for a while, and what users are told meanwhile. */
export interface Capability {
  readonly name: string;
  /** For people, such as "Mail". */
  readonly title: string;
  /** What is different while it is degraded, for users: one sentence. */
  readonly whileDegraded: string;
  /** Goes by what is seen alone: there is nothing that an administrator could switch. */
  readonly isObserved?: true;
}

/** A capability as it is now. */
export interface CapabilityState extends Capability {
  readonly mode: DegradationMode;
  /** Who says so: nobody needs to (normal), what was seen of the dependency, or an administrator. */
  readonly because: "none" | "observed" | "set";
}

/** Knows in which mode each capability is. */
export interface Degradation {
  /** @throws {RangeError} for a name that is no kebab-case word, or declared already. */
  readonly declare: (capability: Capability) => void;
  /** What was seen of it; an administrator's word goes before it. */
  readonly observe: (name: string, mode: DegradationMode) => void;
  /** An administrator's word; undefined takes it back. @throws {RangeError} for an unknown name. */
  readonly set: (name: string, mode: DegradationMode | undefined) => void;
  readonly modeOf: (name: string) => DegradationMode;
  readonly list: () => readonly CapabilityState[];
  /** What is not normal, for a header ("mail;mode=degraded, ai;mode=off", RFC 9651); empty when all is well. Cheap to ask. */
  readonly summary: () => string;
  readonly onChange: (listener: (state: CapabilityState) => void) => () => void;
}

interface Entry {
  readonly capability: Capability;
  observed: DegradationMode;
  decided: DegradationMode | undefined;
}

const stateOf = ({ capability, observed, decided }: Entry): CapabilityState => {
  if (decided !== undefined) return { ...capability, mode: decided, because: "set" };
  return { ...capability, mode: observed, because: observed === "normal" ? "none" : "observed" };
};

/** Builds the register of declared degraded modes; all begin normal (RES-03). */
export const createDegradation = (): Degradation => {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(state: CapabilityState) => void>();
  let summary = "";

  const requireEntry = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry === undefined) throw new RangeError(`no capability is called "${name}"`);
    return entry;
  };

  const update = (entry: Entry, change: () => void): void => {
    const before = stateOf(entry);
    change();
    const after = stateOf(entry);
    if (before.mode === after.mode && before.because === after.because) return;
    summary = [...entries.values()]
      .map(stateOf)
      .filter(({ mode }) => mode !== "normal")
      .map(({ name, mode }) => `${name};mode=${mode}`)
      .join(", ");
    for (const listener of listeners) listener(after);
  };

  return {
    declare: (capability) => {
      // It stands in a header, in URLs and on metrics.
      if (!/^[a-z][a-z0-9-]{0,63}$/.test(capability.name)) {
        throw new RangeError(`the capability "${capability.name}" is not a kebab-case name`);
      }
      if (entries.has(capability.name)) {
        throw new RangeError(`the capability "${capability.name}" is declared twice`);
      }
      entries.set(capability.name, { capability, observed: "normal", decided: undefined });
    },
    observe: (name, mode) => {
      const entry = requireEntry(name);
      update(entry, () => {
        entry.observed = mode;
      });
    },
    set: (name, mode) => {
      const entry = requireEntry(name);
      update(entry, () => {
        entry.decided = mode;
      });
    },
    modeOf: (name) => {
      const { decided, observed } = requireEntry(name);
      return decided ?? observed;
    },
    list: () => [...entries.values()].map(stateOf),
    summary: () => summary,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
