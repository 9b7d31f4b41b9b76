import type { Draft } from "../recipes/recipes-api.ts";

/** What somebody wrote of a recipe, and what each line is taken for. */
export const WrittenRecipe = ({ recipe }: { readonly recipe: Draft }) => (
  <details className="more">
    <summary>{`The recipe: ${recipe.lines.length} lines, ${recipe.steps.length} steps`}</summary>
    <div className="stack stack-tight">
      <ul>
        {recipe.lines.map(({ text, name, grams }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a recipe may have a line twice
          <li key={i}>
            {text}{" "}
            <span className="small soft numbers">
              {`${name ?? "no food"}, ${grams === null ? "no amount" : `${Math.round(grams)} g`}`}
            </span>
          </li>
        ))}
      </ul>
      <ol className="steps">
        {recipe.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="small">{`Contains: ${recipe.contains.join(", ") || "nothing that is declared"}.`}</p>
      {recipe.source !== null && <p className="small">{`From ${recipe.source}`}</p>}
    </div>
  </details>
);
