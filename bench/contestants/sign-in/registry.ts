/** Somebody who signs people in. */
export interface SignInContestant {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly variant: string;
  readonly nodeArgs?: readonly string[];
}

const source = ["--conditions=plinth-source"] as const;

/** Everyone, in the order of the printed table. */
export const signInContestants: readonly SignInContestant[] = [
  { name: "plinth", title: "Plinth", file: "plinth.ts", variant: "bcrypt", nodeArgs: source },
  {
    name: "plinth-argon2id",
    title: "Plinth",
    file: "plinth.ts",
    variant: "argon2id",
    nodeArgs: source,
  },
  {
    name: "better-auth",
    title: "better-auth as it comes",
    file: "better-auth.ts",
    variant: "scrypt",
  },
  {
    name: "better-auth-bcrypt",
    title: "better-auth with bcrypt",
    file: "better-auth.ts",
    variant: "bcrypt",
  },
  { name: "express-bcryptjs", title: "Express 5", file: "express.ts", variant: "bcryptjs" },
  { name: "express-bcrypt", title: "Express 5", file: "express.ts", variant: "bcrypt" },
  { name: "express-argon2id", title: "Express 5", file: "express.ts", variant: "argon2id" },
];
