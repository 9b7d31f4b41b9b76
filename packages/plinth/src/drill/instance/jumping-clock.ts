import { type Clock, systemClock } from "#core";

/** The machine's clock, moved by as much as somebody asked for. */
export interface JumpingClock extends Clock {
  readonly jump: (milliseconds: number) => void;
  /** Milliseconds by which it is moved now. */
  readonly offset: () => number;
}

/** Builds a clock that goes right until it is moved. */
export const createJumpingClock = (base: Clock = systemClock): JumpingClock => {
  let offset = 0;
  return {
    now: () => base.now() + offset,
    jump: (milliseconds) => {
      offset += milliseconds;
    },
    offset: () => offset,
  };
};
