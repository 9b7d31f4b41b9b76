// Commands of a document store, as documents ("Database Commands" of MongoDB's manual) and as calls of its
// shell: what a program hands on to the store unread is a whole command in the place of a value.

import { LONGEST_VALUE } from "../engine/gates.ts";

/** Commands without an argument: 1 stands for it, and for little else that has such a name. */
const SWITCHED =
  /^\s{0,3}\{\s{0,3}["']?(?:dropDatabase|dropAllUsersFromDatabase|dropAllRolesFromDatabase|listCollections|listDatabases|listCommands|connPoolStats|getCmdLineOpts|serverStatus|hostInfo|buildInfo|dbStats|currentOp|killOp|fsync|fsyncUnlock|shutdown|logRotate|setParameter|copydb|clonedb|replSetGetStatus|replSetStepDown|replSetGetConfig|isMaster|whatsmyuri|resetError|repairDatabase|endSessions)["']?\s{0,3}:\s{0,3}[12]\s{0,3}[,}]/;

/** Commands on a name, and what each of them also has. */
const NAMED: readonly (readonly [RegExp, RegExp])[] = [
  [/^\s{0,3}\{\s{0,3}["']?(?:createUser|updateUser)["']?\s{0,3}:/, /["']?pwd["']?\s{0,3}:/],
  [
    /^\s{0,3}\{\s{0,3}["']?(?:grantRolesTo(?:User|Role)|revokeRolesFrom(?:User|Role)|createRole|updateRole)["']?\s{0,3}:/,
    /["']?(?:roles|privileges)["']?\s{0,3}:\s{0,3}\[/,
  ],
  [
    /^\s{0,3}\{\s{0,3}["']?usersInfo["']?\s{0,3}:/,
    /["']?(?:showCredentials|forAllDBs|showPrivileges)/,
  ],
  [
    /^\s{0,3}\{\s{0,3}["']?find["']?\s{0,3}:\s{0,3}["']/,
    /["']?(?:filter|projection|singleBatch)["']?\s{0,3}:/,
  ],
  [/^\s{0,3}\{\s{0,3}["']?delete["']?\s{0,3}:\s{0,3}["']/, /["']?deletes["']?\s{0,3}:\s{0,3}\[/],
  [/^\s{0,3}\{\s{0,3}["']?update["']?\s{0,3}:\s{0,3}["']/, /["']?updates["']?\s{0,3}:\s{0,3}\[/],
  [/^\s{0,3}\{\s{0,3}["']?insert["']?\s{0,3}:\s{0,3}["']/, /["']?documents["']?\s{0,3}:\s{0,3}\[/],
  [
    /^\s{0,3}\{\s{0,3}["']?(?:distinct|count)["']?\s{0,3}:\s{0,3}["']/,
    /["']?query["']?\s{0,3}:\s{0,3}\{/,
  ],
  [
    /^\s{0,3}\{\s{0,3}["']?aggregate["']?\s{0,3}:\s{0,3}(?:["']|1\b)/,
    /["']?pipeline["']?\s{0,3}:\s{0,3}\[/,
  ],
  [
    /^\s{0,3}\{\s{0,3}["']?find(?:AndModify|andmodify)["']?\s{0,3}:\s{0,3}["']/,
    /["']?(?:query|update|remove)["']?\s{0,3}:/,
  ],
  [
    /^\s{0,3}\{\s{0,3}["']?map[Rr]educe["']?\s{0,3}:\s{0,3}["']/,
    /["']?(?:map|reduce|out)["']?\s{0,3}:/,
  ],
  [
    /^\s{0,3}\{\s{0,3}["']?(?:dropIndexes|listIndexes|compact|validate|reIndex|create|drop|dropUser|dropRole|convertToCapped|collMod|collStats|cloneCollection|cloneCollectionAsCapped|shardCollection|enableSharding)["']?\s{0,3}:\s{0,3}["'][\w.]{1,60}["']\s{0,3}[,}]/,
    /["']?(?:index|validator|validationLevel|size|viewOn|capped|force|full|scale|key|from|toCollection|max|dropTarget|comment|writeConcern)["']?\s{0,3}:|^\s{0,3}\{\s{0,3}["']?(?:dropIndexes|listIndexes|reIndex|dropUser|dropRole|collStats|enableSharding)["']?:\s{0,3}["'][\w.]{1,60}["']\s{0,3}\}/,
  ],
  [
    /^\s{0,3}\{\s{0,3}["']?renameCollection["']?\s{0,3}:\s{0,3}["']/,
    /["']?to["']?\s{0,3}:\s{0,3}["']/,
  ],
  [/^\s{0,3}\{\s{0,3}["']?getParameter["']?\s{0,3}:\s{0,3}(?:["']\*["']|1\b)/, /./],
  [/^\s{0,3}\{\s{0,3}["']?getLog["']?\s{0,3}:\s{0,3}["'](?:global|rs|startupWarnings|\*)["']/, /./],
  [/^\s{0,3}\{\s{0,3}["']?configureFailPoint["']?\s{0,3}:/, /["']?mode["']?\s{0,3}:/],
  [/^\s{0,3}\{\s{0,3}["']?applyOps["']?\s{0,3}:\s{0,3}\[/, /["']?ns["']?\s{0,3}:/],
  [/^\s{0,3}\{\s{0,3}["']?replSet(?:Reconfig|Initiate)["']?\s{0,3}:\s{0,3}\{/, /./],
  [
    /^\s{0,3}\{\s{0,3}["']?kill(?:AllSessions|Sessions|AllSessionsByPattern)["']?\s{0,3}:\s{0,3}\[/,
    /./,
  ],
  [/^\s{0,3}\{\s{0,3}["']?(?:\$eval|eval)["']?\s{0,3}:\s{0,3}["']?\s{0,3}function\b/, /./],
];

/** Calls of the shell that only it has, at the beginning of a value or behind one that was left. */
const SHELL =
  /^(?:[\w .@+-]{0,40}(?:['"][\s)}\]]{0,6}|\)[\s)]{0,6})?[;,]\s{0,3})?(?:load\(\s?['"][\w./:\\-]{3,200}['"]\s?\)|run(?:MongoProgram|Program|NonMongoProgram)?\(\s?['"]\w|(?:removeFile|listFiles|copyFile|fuzzFile|md5sumFile)\(\s?['"]\/|sh\.(?:add|remove|stop|start|enable|shard|set|move|split)[A-Z]\w{2,24}\(|rs\.(?:add|addArb|remove|stepDown|freeze|reconfig|initiate|slaveOk|secondaryOk)\(|new\sMongo\(|connect\(\s?['"][\w.:-]{1,80}\/)/;
/** "use admin", and a call of the shell on the next line. */
const SWITCHES = /^use \w{1,40}\s{0,3}[\n;]\s{0,3}(?:db\.|show |rs\.|sh\.)/;
/** "db['us'+'ers']['dr'+'op']()": names in pieces. */
const IN_PIECES = /\bdb\[\s?['"]\w{0,20}['"]\s?\+|\bdb\[[^\]\n]{1,40}\]\[\s?['"]\w{0,20}['"]\s?\+/;

/** The type that a driver of MongoDB takes a value for, told in the value (CVE-2019-2391). */
const TYPED = /["'[]_bsontype["'\]]/i;

/** Whether a text is a command of a document store, or names types as its driver does. */
export const commandsStore = (text: string): boolean => {
  if (text.length > LONGEST_VALUE) return false;
  if (TYPED.test(text) || SHELL.test(text) || SWITCHES.test(text) || IN_PIECES.test(text))
    return true;
  if (!/^\s{0,3}\{/.test(text)) return false;
  return SWITCHED.test(text) || NAMED.some(([named, has]) => named.test(text) && has.test(text));
};
