import type { OwnRecipe, PlanRequestInput, PlanResult, ResolvedRecipe } from "#core";
import type {
  KitchenAnswer,
  KitchenCall,
  KitchenReply,
  Larder,
  RecipeLine,
  RecipePage,
} from "./messages.ts";

/** The planner and its tables, in a worker of this page. */
export type Kitchen = {
  readonly planDay: (request: PlanRequestInput) => Promise<PlanResult>;
  readonly recipe: (id: string) => Promise<RecipePage | null>;
  /** All shipped recipes. */
  readonly recipes: () => Promise<readonly RecipeLine[]>;
  /** What follows from a recipe as it is being written. */
  readonly own: (recipe: OwnRecipe) => Promise<ResolvedRecipe>;
  readonly larder: () => Promise<Larder>;
};

/** Opens a worker; an argument so that it can be replaced. */
export type OpenWorker = () => Worker;

const longestMs = 20_000;

/**
 * Opens the worker at the first question: pages that ask nothing load nothing. A question that
 * is not answered in time, or a worker that breaks, ends with an error and a fresh worker.
 */
export const createKitchen = (open: OpenWorker): Kitchen => {
  const waiting = new Map<number, (answer: KitchenAnswer) => void>();
  let worker: Worker | undefined;
  let count = 0;

  const close = (message: string) => {
    worker?.terminate();
    worker = undefined;
    for (const [id, settle] of [...waiting]) settle({ id, ok: false, message });
  };

  const start = (): Worker => {
    const opened = open();
    opened.addEventListener("message", (event: MessageEvent<KitchenAnswer>) => {
      waiting.get(event.data.id)?.(event.data);
    });
    opened.addEventListener("error", () => close("the planner stopped"));
    return opened;
  };

  const ask = <A extends KitchenCall["ask"]>(
    call: KitchenCall & { readonly ask: A },
  ): Promise<KitchenReply[A]> =>
    new Promise((resolve, reject) => {
      count += 1;
      const id = count;
      const timer = setTimeout(() => close("the planner took too long"), longestMs);
      waiting.set(id, (answer) => {
        waiting.delete(id);
        clearTimeout(timer);
        if (answer.ok) resolve(answer.value as KitchenReply[A]);
        else reject(new Error(answer.message));
      });
      worker ??= start();
      worker.postMessage({ id, call });
    });

  return {
    planDay: (request) => ask({ ask: "day", request }),
    recipe: (id) => ask({ ask: "recipe", id }),
    recipes: () => ask({ ask: "recipes" }),
    own: (recipe) => ask({ ask: "own", recipe }),
    larder: () => ask({ ask: "larder" }),
  };
};

/** The worker of the built page. */
export const openKitchenWorker: OpenWorker = () =>
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "kitchen" });
