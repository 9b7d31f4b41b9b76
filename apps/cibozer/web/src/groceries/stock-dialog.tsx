import {
  Button,
  Checkbox,
  Dialog,
  describeError,
  readNumberWithin,
  TextField,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ShoppingLine } from "#core";
import type { Home } from "../api/home-api.ts";
import { sayWeight } from "../api/weight-words.ts";
import { planKeys, useHome, useHomeApi } from "../plans/use-plans.ts";

const MOST_GRAMS = 100_000;

/** How much of a food is at home, now or always. */
export const StockDialog = (props: {
  readonly planId: string;
  readonly line: ShoppingLine | undefined;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const home = useHome();
  return (
    <Dialog
      title={t.of(props.line?.name ?? "")}
      isOpen={props.line !== undefined && home !== undefined}
      isNarrow
      onClose={props.onClose}
    >
      {props.line !== undefined && home !== undefined && (
        <StockForm {...props} line={props.line} home={home} />
      )}
    </Dialog>
  );
};

const StockForm = (props: {
  readonly planId: string;
  readonly line: ShoppingLine;
  readonly home: Home;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { line, home } = props;
  const api = useHomeApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const kept = home.stock.find(({ food }) => food === line.food)?.grams;
  const [grams, setGrams] = useState(kept === undefined ? "" : String(Math.round(kept)));
  const [isStaple, setStaple] = useState(home.staples.includes(line.food));
  const amount =
    grams.trim() === "" ? 0 : readNumberWithin(t, grams, { least: 0, most: MOST_GRAMS });
  const save = useMutation({
    scope: { id: "home" },
    mutationFn: (has: number) => {
      const stock = home.stock.filter(({ food }) => food !== line.food);
      const staples = home.staples.filter((food) => food !== line.food);
      return api.stock({
        staples: isStaple ? [...staples, line.food] : staples,
        stock: has >= 1 ? [...stock, { food: line.food, grams: has }] : stock,
      });
    },
    onSuccess: async (changed) => {
      queries.setQueryData(planKeys.home, changed);
      props.onClose();
      await queries.invalidateQueries({ queryKey: planKeys.lists(props.planId) });
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  return (
    <form
      className="stack"
      aria-label={t("At home")}
      onSubmit={(event) => {
        event.preventDefault();
        if (amount !== undefined && !save.isPending) save.mutate(amount);
      }}
    >
      <p>{t("The plan needs {weight}.", { weight: sayWeight(t, line.weight) })}</p>
      <TextField
        label={t("At home now")}
        isOptional
        inputMode="decimal"
        autoComplete="off"
        value={grams}
        onChange={setGrams}
        after={t("g")}
        errorMessage={
          amount === undefined
            ? t("Enter grams from 0 to {most}.", { most: MOST_GRAMS })
            : undefined
        }
      />
      <Checkbox isSelected={isStaple} onChange={setStaple}>
        {t("Always at home: never on the list")}
      </Checkbox>
      <div className="row">
        <Button type="submit" look="primary" isPending={save.isPending}>
          {t("Keep")}
        </Button>
        <Button onPress={() => !save.isPending && save.mutate(Math.ceil(line.purchaseGrams))}>
          {t("I have enough")}
        </Button>
      </div>
    </form>
  );
};
