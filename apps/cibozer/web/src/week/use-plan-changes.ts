import { describeError, isApiError, type Messages, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PlanEdit, Refusal, ResolveScope, SavedPlan, Swap } from "../api/plan-types.ts";
import { refusalOf } from "../api/plans-api.ts";
import { createSeed } from "../api/wishes.ts";
import { planKeys, usePlansApi } from "../plans/use-plans.ts";

/** What the server's own codes mean here. */
const codes = {
  MEAL_EXCLUDED: ["Not here", "Your diet or your allergies rule this dish out."],
  DAY_OUT_OF_BOUNDS: [
    "Not that little, and not that much",
    "A day keeps at least 1,200 kcal and at most 6,000.",
  ],
  NOTHING_TO_UNDO: ["Nothing to undo", "There is nothing to take back."],
  CONFLICT: [
    "Changed elsewhere",
    "The plan was changed on another device. You see it as it is now; try again.",
  ],
} as const satisfies Messages;

const withLock = (plan: SavedPlan, edit: PlanEdit): SavedPlan => {
  if (edit.change !== "lock") return plan;
  const others = plan.locked.filter(({ day, slot }) => day !== edit.day || slot !== edit.slot);
  const { day, slot } = edit;
  return { ...plan, locked: edit.locked ? [...others, { day, slot }] : others };
};

/**
 * Every change of one plan, saved as it is made, one after the other. A refusal of the solver is
 * kept to be shown.
 */
export const usePlanChanges = (plan: SavedPlan) => {
  const t = useTexts();
  const api = usePlansApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [refusal, setRefusal] = useState<Refusal>();
  const key = planKeys.one(plan.id);
  const common = {
    scope: { id: `plan ${plan.id}` },
    onSuccess: (changed: SavedPlan) => {
      // First the rest, the grocery lists among it, is out of date; the answer itself is not.
      void queries.invalidateQueries({ queryKey: key, refetchType: "none" });
      queries.setQueryData(key, changed);
    },
    onError: (error: unknown) => {
      const refused = refusalOf(error);
      if (refused !== undefined) {
        setRefusal(refused);
        return;
      }
      toasts.fail(describeError(t, error, codes).message);
      // What was shown before the answer came, or what another device made of it.
      if (isApiError(error)) void queries.invalidateQueries({ queryKey: key, exact: true });
    },
  };
  const onMutate = () => setRefusal(undefined);
  const swap = useMutation({
    ...common,
    mutationFn: (wish: Swap) => api.swap(plan.id, wish, createSeed()),
    onMutate,
  });
  const resolve = useMutation({
    ...common,
    mutationFn: (scope: ResolveScope) => api.resolve(plan.id, scope, createSeed()),
    onMutate,
  });
  const edit = useMutation({
    ...common,
    // The revision of now: the change before this one, which it waited for, has made another.
    mutationFn: (change: PlanEdit) =>
      api.edit(plan.id, change, queries.getQueryData<SavedPlan>(key)?.revision),
    onMutate: (change) => {
      setRefusal(undefined);
      queries.setQueryData<SavedPlan>(key, (shown) => shown && withLock(shown, change));
    },
  });
  const undo = useMutation({ ...common, mutationFn: () => api.undo(plan.id), onMutate });
  const isBusy = swap.isPending || resolve.isPending || undo.isPending;
  return { swap, resolve, edit, undo, refusal, isBusy };
};

/** The changes of a plan. */
export type PlanChanges = ReturnType<typeof usePlanChanges>;
