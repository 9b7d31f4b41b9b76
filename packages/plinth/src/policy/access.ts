/** Who may call a route, as a route declares it. */
export type AccessDeclaration =
  | "user"
  | { readonly public: true; readonly because: string; readonly identify?: boolean }
  | { readonly role: string | readonly string[] }
  | { readonly permission: string };

/** Who may call a route, normalised; serialisable. */
export type Access =
  | { readonly kind: "public"; readonly because: string; readonly identify: boolean }
  | { readonly kind: "user" }
  | { readonly kind: "role"; readonly roles: readonly string[] }
  | { readonly kind: "permission"; readonly permission: string };

const fieldsOf = (value: object, allowed: readonly string[]): string[] =>
  Object.keys(value).filter((key) => !allowed.includes(key));

const parsePublic = (declared: Record<string, unknown>, problems: string[]): Access => {
  const { because, identify } = declared;
  if (typeof because !== "string" || because.trim().length < 8) {
    problems.push(
      "access: a public route says why in `because` (one phrase of 8 characters or more)",
    );
  }
  return { kind: "public", because: String(because ?? ""), identify: identify === true };
};

const parseRoles = (role: unknown, problems: string[]): Access => {
  const roles = Array.isArray(role) ? role.map(String) : [String(role)];
  if (roles.length === 0 || roles.some((name) => !/^[a-z][a-z0-9-]*$/.test(name))) {
    problems.push("access: `role` is a lower-case role name or a list of them");
  }
  return { kind: "role", roles };
};

const parsePermission = (permission: unknown, problems: string[]): Access => {
  if (typeof permission !== "string" || !/^[a-z-]+:[a-z-]+$/.test(permission)) {
    problems.push("access: `permission` has the form resource:action");
  }
  return { kind: "permission", permission: String(permission) };
};

/** Parses an access declaration; adds one sentence to `problems` for each fault (POL-03, POL-04). */
export const parseAccess = (declared: unknown, problems: string[]): Access => {
  if (declared === "user") return { kind: "user" };
  if (typeof declared !== "object" || declared === null) {
    problems.push(
      'access: missing; say "user", { role }, { permission } or { public: true, because }',
    );
    return { kind: "user" };
  }
  const value = declared as Record<string, unknown>;
  const kinds = ["public", "role", "permission"].filter((kind) => kind in value);
  const unknown = fieldsOf(value, ["public", "because", "identify", "role", "permission"]);
  if (unknown.length > 0) problems.push(`access: unknown field ${unknown.join(", ")}`);
  if (kinds.length !== 1) {
    problems.push("access: exactly one of public, role, permission");
    return { kind: "user" };
  }
  if (kinds[0] !== "public" && ("because" in value || "identify" in value)) {
    problems.push("access: because and identify belong to public routes");
  }
  if (kinds[0] === "public") {
    if (value["public"] !== true) problems.push("access: `public` is only ever true");
    return parsePublic(value, problems);
  }
  return kinds[0] === "role"
    ? parseRoles(value["role"], problems)
    : parsePermission(value["permission"], problems);
};

/** One phrase for tables and documents. */
export const describeAccess = (access: Access): string => {
  switch (access.kind) {
    case "public":
      return "public";
    case "user":
      return "user";
    case "role":
      return `role ${access.roles.join("|")}`;
    case "permission":
      return `permission ${access.permission}`;
  }
};
