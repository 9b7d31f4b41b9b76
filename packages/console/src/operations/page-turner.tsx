import { Button } from "../kit/index.ts";

/** The way through a long list, the newest first; nothing where one page has all of it. */
export const PageTurner = (props: {
  /** Begins the next page; null at the end. */
  readonly next: string | null;
  readonly isFirst: boolean;
  /** Told where the wanted page begins; empty for the first. */
  readonly onPage: (cursor: string) => void;
}) => {
  const { next, isFirst, onPage } = props;
  if (next === null && isFirst) return null;
  return (
    <nav aria-label="Pages" className="row">
      <Button isDisabled={isFirst} onPress={() => onPage("")}>
        Newest
      </Button>
      <Button isDisabled={next === null} onPress={() => next !== null && onPage(next)}>
        Older
      </Button>
    </nav>
  );
};
