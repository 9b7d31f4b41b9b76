import fc from "fast-check";

/**
 * Before every test file: properties draw from PROPERTY_SEED where it is given. `npm test` and
 * `npm run check` derive it from the commit, so that a run can be repeated to the letter, and every
 * commit draws anew. Without it, as in a watching editor, each run draws its own seed.
 */
const seed = Number(process.env["PROPERTY_SEED"] ?? Number.NaN);
if (Number.isSafeInteger(seed)) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
