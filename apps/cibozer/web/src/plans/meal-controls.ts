/** What can be done with a meal of a saved plan. */
export type MealControls = {
  readonly isLocked: boolean;
  readonly isSwapping: boolean;
  readonly isBusy: boolean;
  readonly onSwap: () => void;
  readonly onLock: (isLocked: boolean) => void;
};
