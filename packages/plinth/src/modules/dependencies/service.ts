import { type Events, platformErrors, type SecurityEventName } from "#core";
import type { HealthReport } from "#modules/contract";
import type { CapabilityState, Degradation, Dependencies, DependencyState } from "#resilience";
import type { DependencyView, WantedMode } from "./schema.ts";
import type { SharedOrders } from "./shared-orders.ts";

/** Who acts, and from where. */
export interface Actor {
  readonly userId: string;
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What the service is built from. */
export interface DependencyControlParts {
  readonly dependencies: Dependencies;
  readonly degradation: Degradation;
  readonly orders: Pick<SharedOrders, "setMode" | "reset">;
  readonly events: Events;
}

const secondsOf = (ms: number): number => Math.max(0, Math.ceil(ms / 1_000));

const dependencyView = (state: DependencyState): DependencyView => ({
  name: state.name,
  title: state.title,
  status: state.status,
  reopensInSeconds: secondsOf(state.reopensInMs),
  refused: state.refused,
  running: state.running,
  waiting: state.waiting,
  lastFault:
    state.lastFault === undefined
      ? null
      : { name: state.lastFault.message, secondsAgo: secondsOf(state.lastFault.agoMs) },
});

const publicView = ({ name, title, mode, whileDegraded }: CapabilityState) => ({
  name,
  title,
  mode,
  whileDegraded,
});

/** Builds the service: what is outside and how it does, closed and switched by hand (RES-01, RES-03). */
export const createDependencyControl = (parts: DependencyControlParts) => {
  const { dependencies, degradation, orders, events } = parts;

  const find = (name: string): CapabilityState => {
    const found = degradation.list().find((one) => one.name === name);
    if (found === undefined) throw platformErrors.make.NOT_FOUND();
    return found;
  };

  const announce = (
    name: SecurityEventName,
    actor: Actor,
    data: Readonly<Record<string, string>>,
  ): void =>
    events.emit("security", {
      name,
      severity: "info",
      requestId: actor.requestId,
      clientAddress: actor.clientAddress,
      data: { by: actor.userId, ...data },
    });

  return {
    list: () => ({
      dependencies: dependencies.list().map(dependencyView),
      capabilities: degradation.list().map((state) => ({ ...state })),
    }),
    /** @throws {AppError} NOT_FOUND */
    capability: (name: string) => ({ capability: { ...find(name) } }),
    /** What is not as usual, for everyone; no word about why. */
    abnormal: () => ({
      capabilities:
        degradation.summary() === ""
          ? []
          : degradation
              .list()
              .filter(({ mode }) => mode !== "normal")
              .map(publicView),
    }),
    /** Closes a breaker on all nodes. @throws {AppError} NOT_FOUND */
    reset: async (actor: Actor, name: string): Promise<void> => {
      if (!dependencies.list().some((one) => one.name === name)) {
        throw platformErrors.make.NOT_FOUND();
      }
      await orders.reset(name);
      announce("dependency.reset", actor, { dependency: name });
    },
    /** On all nodes, and until it is taken back. @throws {AppError} NOT_FOUND, CONFLICT */
    setMode: async (actor: Actor, name: string, mode: WantedMode) => {
      const { mode: before, title, isObserved } = find(name);
      if (isObserved) {
        throw platformErrors.make.CONFLICT({
          detail: `${title} looks after itself: there is nothing to switch.`,
        });
      }
      await orders.setMode(name, mode === "auto" ? undefined : mode);
      announce("degradation.set", actor, { capability: name, from: before, to: mode });
      return { capability: { ...find(name) } };
    },
    /** Never required: that is what the modes are for. */
    health: (): HealthReport => {
      const abnormal = degradation.list().filter(({ mode }) => mode !== "normal");
      const detail = Object.fromEntries(abnormal.map(({ name, mode }) => [name, mode]));
      return { healthy: abnormal.length === 0, required: false, detail };
    },
  };
};

/** See {@link createDependencyControl}. */
export type DependencyControl = ReturnType<typeof createDependencyControl>;
