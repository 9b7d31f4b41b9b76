import { buttonClass, describeError, type Messages, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SavedPlan } from "../api/plan-types.ts";
import { planKeys, usePlansApi } from "./use-plans.ts";

const MOST_BYTES = 200_000;

const codes = {
  VALIDATION_ERROR: ["Not a plan", "This is no file of a Cibozer plan, or of a newer version."],
  MEAL_EXCLUDED: ["Not allowed", "The file holds a dish that its own diet or allergies rule out."],
  DAY_OUT_OF_BOUNDS: ["Too little", "A day of the file has less than 1,200 kcal, or too much."],
  PLAN_LIMIT_REACHED: ["No room", "An account keeps 200 plans. Delete one you no longer need."],
} as const satisfies Messages;

/** The text of a file as JSON; null where it is none, which the server then refuses by name. */
const readJson = async (file: File): Promise<unknown> => {
  if (file.size > MOST_BYTES) return null;
  try {
    return JSON.parse(await file.text());
  } catch {
    return null;
  }
};

/** Reads a plan of a file back in. */
export const ImportPlan = (props: { readonly onImported: (plan: SavedPlan) => void }) => {
  const t = useTexts();
  const api = usePlansApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const read = useMutation({
    mutationFn: async (file: File) => api.importPlan((await readJson(file)) ?? {}),
    onSuccess: async (plan) => {
      queries.setQueryData(planKeys.one(plan.id), plan);
      await queries.invalidateQueries({ queryKey: planKeys.list, exact: true });
      toasts.succeed(t("The plan is read in."));
      props.onImported(plan);
    },
    onError: (error) => toasts.fail(describeError(t, error, codes).message),
  });
  return (
    <label className={`${buttonClass({ look: "quiet" })} file-button`}>
      <input
        type="file"
        className="visually-hidden"
        accept=".json,application/json"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file !== undefined) read.mutate(file);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      {read.isPending ? t("Reading …") : t("Read a file in")}
    </label>
  );
};
