import { useRuntime, useTexts, useToasts } from "@plinth/console";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Shown } from "./outbox.ts";
import { openPost, type Post } from "./post.ts";
import type { Words } from "./words.ts";

/** A browser whose storage does not answer is not waited for any longer. */
const PATIENCE_MS = 3_000;

type Letters = Pick<Shown<Words>, "waiting" | "kept" | "isRead"> & {
  readonly put: (words: Words) => void;
};

const LettersContext = createContext<Letters>({
  waiting: [],
  kept: [],
  isRead: true,
  put: () => undefined,
});

/**
 * What waits to be told, and the way to tell more. What people have told about is drawn once it is
 * read: it would show as it was before they did (UX-02).
 */
export const useLetters = (): Letters => useContext(LettersContext);

/** Sends what people tell, and what they told with no network, for one person. */
const usePost = (owner: string) => {
  const t = useTexts();
  const texts = useRef(t);
  useLayoutEffect(() => {
    texts.current = t;
  }, [t]);
  const runtime = useRuntime();
  const toasts = useToasts();
  const [shown, setShown] = useState<Shown<Words>>({
    waiting: [],
    kept: [],
    isStuck: false,
    isRead: false,
  });
  const [isLate, setLate] = useState(false);
  const post = useRef<Post>(undefined);
  useEffect(() => {
    const mine = openPost({
      owner,
      runtime,
      toasts,
      texts: () => texts.current,
      onChange: setShown,
    });
    post.current = mine;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => {
      mine.close();
      clearTimeout(timer);
    };
  }, [owner, runtime, toasts]);
  const put = useCallback((words: Words) => post.current?.put(words), []);
  return { ...shown, isRead: shown.isRead || isLate, put };
};

/** Around the pages of somebody who is signed in. */
export const LettersProvider = (props: {
  readonly owner: string;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  const { waiting, kept, isStuck, isRead, put } = usePost(props.owner);
  const letters = useMemo(() => ({ waiting, kept, isRead, put }), [waiting, kept, isRead, put]);
  // The list says of its ticks itself how many wait.
  const told = kept.filter(({ kind }) => kind !== "ticks").length;
  return (
    <LettersContext value={letters}>
      <div role="status" className="banner-region">
        {isStuck && told > 0 && (
          <div className="banner">
            {t.plural(
              told,
              "{n} change is kept on this device, and sent when the server is back.",
              "{n} changes are kept on this device, and sent when the server is back.",
            )}
          </div>
        )}
      </div>
      {props.children}
    </LettersContext>
  );
};
