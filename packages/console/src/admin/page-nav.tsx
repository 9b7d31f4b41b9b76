import { Button } from "../kit/index.ts";

/** The way through a list that is read a page at a time, newest first; nothing where one has all of it. */
export const PageNav = (props: {
  /** Undefined on the first page. */
  readonly onNewer: (() => void) | undefined;
  /** Undefined on the last one. */
  readonly onOlder: (() => void) | undefined;
}) => {
  const { onNewer, onOlder } = props;
  if (onNewer === undefined && onOlder === undefined) return null;
  return (
    <nav aria-label="Pages" className="row">
      <Button isDisabled={onNewer === undefined} onPress={() => onNewer?.()}>
        Newer
      </Button>
      <Button isDisabled={onOlder === undefined} onPress={() => onOlder?.()}>
        Older
      </Button>
    </nav>
  );
};
