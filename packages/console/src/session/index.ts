export {
  loadSession,
  personalPrefix,
  requireSession,
  signIn,
  signOut,
  useSession,
} from "./session.ts";
