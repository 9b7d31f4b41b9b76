/** What can be done with a meal of a saved plan. */
export type MealControls = {
  readonly isLocked: boolean;
  readonly isSwapping: boolean;
  readonly isBusy: boolean;
  readonly note: string;
  /** What it is left of, or what it leaves. */
  readonly leftover: string;
  /** Names the place: day and slot. */
  readonly place: string;
  readonly onSwap: () => void;
  readonly onLock: (isLocked: boolean) => void;
  readonly onEdit: () => void;
  /** The meal of another place was dropped here. */
  readonly onDropped: (place: string) => void;
};
