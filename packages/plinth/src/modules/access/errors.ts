import { defineErrors } from "#core";

/** What the access module answers beyond the platform's codes. */
export const accessErrors = defineErrors({
  LAST_ADMINISTRATOR: {
    status: 409,
    title: "The last administrator stays",
    explanation:
      "The change would leave the application without anybody who may administer it. Make somebody else administrator first.",
  },
  OWN_ACCOUNT: {
    status: 409,
    title: "Not on your own account",
    explanation:
      "Role and state of an account are changed by somebody else, so that nobody raises or locks out themselves by mistake. Ask another administrator.",
  },
  ROLE_IN_USE: {
    status: 409,
    title: "The role cannot be removed",
    explanation:
      "Somebody still has the role, or it is part of the product. Give its holders another role first.",
  },
  ROLE_BEYOND_YOURS: {
    status: 403,
    title: "You cannot give what you do not have",
    explanation:
      "The role has permissions that you do not have yourself. Whoever has them can make this change.",
  },
});
