import type { DeployState, Ended, GateResult, Placed } from "./contract.ts";
import type { Keeping, Serving } from "./keeping.ts";
import type { DeployOrder, DeployParts } from "./order.ts";
import { reasonOf } from "./reason.ts";
import { recordsWith } from "./state/records.ts";
import { createSteps, isWhole, rulesOf } from "./steps.ts";

/** Whether it goes on or back. */
export type Kind = "deploy" | "rollback";

/** One change from a release to another. */
export interface Changes {
  readonly run: (kind: Kind, order: DeployOrder) => Promise<Ended>;
  /** Writes down how something ended. */
  readonly end: (outcome: Ended["outcome"], reason: string, change: Partial<DeployState>) => Ended;
}

const other = (placed: Placed | null): Placed["colour"] =>
  placed?.colour === "blue" ? "green" : "blue";

/** Builds what changes the release; `isOver` says that the front ends. */
export const createChanges = (
  parts: DeployParts,
  keeping: Keeping,
  isOver: () => boolean,
): Changes => {
  const { launch, listener, times, stamp } = parts;
  let gates: GateResult[] = [];
  const tell: DeployParts["tell"] = (progress) => {
    if (progress.kind === "gate") gates.push(progress.result);
    parts.tell(progress);
  };
  const steps = createSteps({ ...parts, tell }, keeping);
  const note = (what: string): void => tell({ kind: "step", what });
  const noteSamePlace = (back: Placed | null, { wanted, release }: DeployOrder): void => {
    if (wanted === undefined || back?.release.directory !== release.directory) return;
    note("what serves is of this directory too: the way back is to the files that are here now");
  };
  const read = (): DeployState => parts.state.read();
  const write = (change: Partial<DeployState>): void => {
    parts.state.write({ ...read(), ...change });
  };
  const end: Changes["end"] = (outcome, reason, change) => {
    const before = read();
    const ended = { number: before.number, outcome, reason, at: stamp() };
    write({ ...change, under: null, last: ended, records: recordsWith(before, ended, gates) });
    tell({ kind: "end", ended });
    return ended;
  };

  const afterSwitch = async (
    to: Serving,
    still: Serving | undefined,
    back: Placed | null,
    order: DeployOrder & { readonly kind: Kind },
  ): Promise<Ended> => {
    const { kind, mayContract } = order;
    const isFinal = back === null || mayContract;
    const fault = isFinal ? undefined : await steps.watch(to, isOver);
    if (fault !== undefined) {
      note(`${fault}; going back`);
      await steps.goBack(back, still, to);
      return end("rolled back", fault, { active: back, previous: null });
    }
    keeping.guard(to);
    if (still !== undefined && !still.isGone()) {
      await listener.settle(still.candidate.origin(), times.settleMs);
      keeping.end(still);
    }
    if (isWhole(order)) parts.endMaintenance();
    // From a rollback nothing leads forward again but a deploy.
    return end("deployed", `${to.placed.release.name} ${to.placed.release.version} serves`, {
      previous: mayContract || kind === "rollback" ? null : back,
    });
  };

  const run = async (kind: Kind, order: DeployOrder): Promise<Ended> => {
    const before = read();
    const back = before.active;
    let to: Placed = {
      ...{ colour: other(back), release: order.release },
      ...(order.mayContract ? { mayContract: true as const } : {}),
    };
    const under = { number: before.number + 1, kind, by: order.by, from: back, to } as const;
    gates = [];
    write({ number: under.number, under: { ...under, step: "preparing" } });
    let from = keeping.serving();
    let next: Serving | undefined;
    try {
      note(`${to.colour}: ${order.release.directory} is loaded`);
      const candidate = await launch(order.release, to.colour);
      const { name, version } = candidate.facts;
      to = { ...to, release: { ...to.release, name, version } };
      write({ under: { ...under, to, step: "preparing" } });
      next = keeping.place(to, under.number, candidate);
      noteSamePlace(back, order);
      await steps.prepare(next, order);
      if (order.isDryRun) {
        keeping.end(next);
        return end("checked", "nothing was switched: it was a dry run", {});
      }
      write({ under: { ...under, to, step: "switching" } });
      // The data will be of the new one alone: so is the way on after a crash.
      if (order.mayContract) write({ active: to, previous: null });
      from = await keeping.current();
      if (!next.candidate.facts.isShared) {
        await steps.takeOver(from, next, rulesOf(order));
        from = undefined;
      }
      // From here on a crash comes back with the new one; until here with the old one.
      const previous = order.mayContract ? null : back;
      write({ active: to, previous, under: { ...under, to, step: "watching" } });
      await steps.hand(from, next);
      note(`${to.colour} serves; it is watched`);
      return await afterSwitch(next, from, back, { ...order, kind });
    } catch (fault) {
      const meanwhile = back === null ? "nothing serves" : "the slot of before serves on";
      note(`${reasonOf(fault)}; ${meanwhile}`);
      const current = await keeping.current();
      await steps.goBack(back, current === next ? from : current, next);
      return end("refused", reasonOf(fault), { active: back, previous: before.previous });
    }
  };

  return { run, end };
};
