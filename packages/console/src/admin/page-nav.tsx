import { Button } from "../kit/index.ts";

/** The way through a list that is read a page at a time; nothing where one has all of it. */
export const PageNav = (props: {
  /** What the two ways are called; a list in another order than the newest first says so. */
  readonly words?: readonly [string, string];
  /** Undefined on the first page. */
  readonly back: (() => void) | undefined;
  /** Undefined on the last one. */
  readonly next: (() => void) | undefined;
}) => {
  const { words = ["Newer", "Older"], back, next } = props;
  if (back === undefined && next === undefined) return null;
  return (
    <nav aria-label="Pages" className="row">
      <Button isDisabled={back === undefined} onPress={() => back?.()}>
        {words[0]}
      </Button>
      <Button isDisabled={next === undefined} onPress={() => next?.()}>
        {words[1]}
      </Button>
    </nav>
  );
};
