export {
  adopt,
  adoptUser,
  forgetPerson,
  loadSession,
  personalPrefix,
  requireSession,
  signOut,
  useSession,
} from "./session.ts";
