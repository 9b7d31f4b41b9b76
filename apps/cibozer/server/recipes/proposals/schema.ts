import { idText, oneOf, type Static, shortText, strictObject, Type } from "plinth";
import { RecipeDraft } from "../schema.ts";

/** Where a proposal stands. */
export const PROPOSAL_STATES = ["waiting", "accepted", "returned"] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const state = oneOf(PROPOSAL_STATES);

const MAX_CREDIT = 60;

/** PUT /api/v1/own-recipes/{id}/proposal: nobody's recipe is shown to others without their word. */
export const ProposalBody = strictObject({
  consent: Type.Literal(true),
  /** The name under which it is shown; absent = none. */
  credit: Type.Optional(shortText({ max: MAX_CREDIT })),
});

/** What its author sees of a proposal. */
const Proposal = strictObject({
  state,
  createdAt: Type.String(),
  decidedAt: nullable(Type.String()),
  note: Type.String(),
  credit: nullable(Type.String()),
});
export const ProposalReply = strictObject({ proposal: nullable(Proposal) });

export const ReviewQuery = strictObject({
  /** Default "waiting". */
  state: Type.Optional(state),
  /** Where the page begins: `next` of the page before. */
  after: Type.Optional(idText()),
});

export const ReviewParams = strictObject({ id: idText() });

/** PATCH /api/v1/admin/recipe-proposals/{id} */
export const DecisionBody = strictObject({
  state: oneOf(["accepted", "returned"]),
  /** What is said to the author. */
  note: Type.Optional(Type.String({ maxLength: 500 })),
});
export type DecisionBody = Static<typeof DecisionBody>;

/** A proposal as it is judged: the recipe, what follows from it, and no name but the one to be shown. */
export const ReviewEntry = strictObject({
  id: Type.String(),
  state,
  createdAt: Type.String(),
  decidedAt: nullable(Type.String()),
  note: Type.String(),
  credit: nullable(Type.String()),
  recipe: RecipeDraft,
});

export const ReviewList = strictObject({
  entries: Type.Array(ReviewEntry),
  /** Where the next page begins; null where there is none. */
  next: nullable(Type.String()),
});
