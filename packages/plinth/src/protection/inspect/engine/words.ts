/** What the dictionary says of a word, one bit each. */
export type WordBits = number;

/** and, or, xor. */
export const CONNECTIVE = 1 << 0;
/** Words that compare: like, in, is. */
export const RELATION = 1 << 1;
/** Words before an operand: not, distinct, binary. */
export const PREFIX = 1 << 2;
/** Words that begin a statement. */
export const STATEMENT = 1 << 3;
/** Words that go on with a statement: union, order, having, where. */
export const CLAUSE = 1 << 4;
/** Ordinary functions of SQL. */
export const SQL_FUNCTION = 1 << 5;
/** Functions that wait, read files or call out. */
export const RISKY_FUNCTION = 1 << 6;
/** Catalogues and tables of the system itself. */
export const CATALOGUE = 1 << 7;
/** true, false, null. */
export const CONSTANT = 1 << 8;
/** table, database, user: what DDL is about. */
export const OBJECT_KIND = 1 << 9;
/** Functions of browsers by which proofs of XSS show themselves. */
export const JS_SINK = 1 << 10;
/** Objects of browsers: document, window, location. */
export const JS_HOST = 1 << 11;
/** Members that run or take code: innerHTML, constructor, fromCharCode. */
export const JS_MEMBER = 1 << 12;
/** Operators of document stores, with their "$". */
export const NOSQL_OPERATOR = 1 << 13;
/** Functions of PHP, Python and Perl that run commands. */
export const RUN_FUNCTION = 1 << 14;

/** javascript, vbscript, data: schemes of URLs that run. */
export const JS_SCHEME = 1 << 15;
/** this, return, db: words of the code that document stores run. */
export const SCRIPT_WORD = 1 << 16;
/** Words that give a clause away: union, order, group, outfile. */
export const CLAUSE_HEAD = 1 << 17;
/** Marks of templates and programs that have letters only: "base64", "__class__". */
export const CODE_MARK = 1 << 18;

/** Those of them that begin a mark which is searched for: "powershell", "xxd -r". */
export const TOOL_MARK = 1 << 19;

/** "for", which begins a loop of cmd.exe and half of all sentences. */
export const LOOP_WORD = 1 << 21;

/** Words that begin a statement whose shape is known. */
export const SHAPED = 1 << 20;

/** Words of stores that have a language of their own, and hardly anybody else. */
export const STORE_WORD = 1 << 22;

const TABLE: readonly (readonly [WordBits, string])[] = [
  [CONNECTIVE, "and or xor where having when"],
  [RELATION, "like rlike regexp ilike in is between glob similar sounds match soundslike"],
  [PREFIX, "not binary distinct all any some"],
  [
    STATEMENT | SHAPED,
    "select insert update delete drop create alter truncate exec execute declare shutdown grant revoke waitfor backup copy load attach bulk handler",
  ],
  [STATEMENT, "merge call set use begin if replace rename kill dbcc restore"],
  [
    CLAUSE,
    "union order group having limit where from into offset procedure intersect except minus returning join rlike",
  ],
  [
    SQL_FUNCTION,
    "char chr ascii substring substr mid concat concat_ws group_concat count hex unhex length len version user database current_user system_user session_user if iif ifnull isnull nullif case cast convert md5 sha1 sha exists elt make_set bin ord rand random floor name_const row_count found_rows schema coalesce lower upper left right instr locate position find_in_set conv quote replace reverse rownum to_char to_number unicode nchar db_name user_name host_name suser_sname substrb least greatest strcmp field round sum avg min max json_keys row select string_agg listagg decode encode gtid_subset last_insert_id current_database quote_ident typeof power pi abs",
  ],
  [
    RISKY_FUNCTION,
    "sleep pg_sleep benchmark load_file extractvalue updatexml randomblob zeroblob receive_message get_host_address get_host_name utl_inaddr utl_http user_lock dbms_session dbms_pipe dbms_lock dbms_ldap dbms_xmlgen dbms_utility dbms_java ctxsys xmltype httpuritype xp_cmdshell xp_dirtree xp_fileexist xp_regread xp_servicecontrol sp_oacreate sp_oamethod sp_executesql sp_password sp_addextendedproc sp_makewebtask sp_configure openrowset opendatasource pg_read_file pg_ls_dir lo_import lo_export dblink dblink_connect load_extension pg_sleep_for generate_series fn_xe_file_target_read_file linear_query gtid_subset polygon multipoint geometrycollection multilinestring linestring multipolygon exp analyse readfile writefile database_to_xml query_to_xml drithsx",
  ],
  [
    CATALOGUE,
    "information_schema sysobjects syscolumns sysusers syslogins sysdatabases sysprocesses pg_shadow pg_user pg_tables pg_class pg_catalog pg_database pg_roles pg_stat_activity pg_namespace pg_attribute sysibm syscat v$version v$instance v$database v$session all_tables all_tab_columns all_users user_tables user_objects user_tab_columns all_objects dba_users dba_tables sqlite_master sqlite_schema sqlite_temp_master msysobjects msysaccessobjects mysql global_name sysversions session_privs user_role_privs dba_sys_privs user_sys_privs all_all_tables user_catalog pg_authid innodb_table_stats user$ role_sys_privs syscatalog sysdummy1 rdb$database systables domain columns_priv current_setting",
  ],
  [CONSTANT, "true false null"],
  [
    OBJECT_KIND,
    "table database user users view procedure function schema index column trigger login role tables sequence package constraint tablespace session temporary temp rule extension",
  ],
  [
    JS_SINK,
    "alert prompt confirm eval settimeout setinterval execscript msgbox print fetch importscripts expression write writeln open xss rwar throw",
  ],
  [
    JS_HOST,
    "document window self top parent frames globalthis location this navigator localstorage sessionstorage opener history",
  ],
  [
    JS_MEMBER,
    "innerhtml outerhtml constructor fromcharcode cookie insertadjacenthtml createelement appendchild xmlhttprequest importnode srcdoc execcommand sendbeacon atob unescape decodeuri decodeuricomponent tostring postmessage fromcodepoint getelementbyid getelementsbytagname function import getscript",
  ],
  [
    NOSQL_OPERATOR,
    "$eq $ne $gt $gte $lt $lte $in $nin $and $or $not $nor $exists $type $regex $options $where $expr $all $size $elemmatch $mod $text $search $jsonschema $function $accumulator $set $unset $inc $push $pull $pullall $addtoset $rename $match $project $lookup $group $out $merge $unionwith $graphlookup $near $geowithin $comment $natural $slice $func $reduce $map $cond $sort $limit $skip $count $mul $min $max $pop $each $setoninsert $currentdate $bit $rand $sum $bitsallset $sample $facet $addfields $replaceroot $unwind $toarray $objecttoarray $strcasecmp $code $scope",
  ],
  // The rest of MongoDB's manual, and the operators of Sequelize, Strapi and CouchDB.
  [
    NOSQL_OPERATOR,
    "$nearsphere $geointersects $bitsallclear $bitsanyset $bitsanyclear $bucket $bucketauto $changestream $collstats $currentop $densify $documents $geonear $indexstats $listsessions $listlocalsessions $plancachestats $queryplan $redact $replacewith $searchmeta $vectorsearch $setwindowfields $sortbycount $querystats $concat $substr $substrbytes $substrcp $tostring $toint $todouble $tolower $toupper $mergeobjects $getfield $setfield $unsetfield $regexmatch $regexfind $regexfindall $ifnull $switch $arrayelemat $arraytoobject $indexofarray $indexofbytes $indexofcp $strlenbytes $strlencp $concatarrays $setunion $setintersection $setdifference $setissubset $setequals $anyelementtrue $allelementstrue $literal $filter $let $first $last $cmp $convert $orderby $explain $like $ilike $notlike $notilike $between $notbetween $notin $overlap $contains $contained $any $startswith $endswith $substring $iregexp $notregexp $regularexpression $undefined $minkey $maxkey $symbol $dbpointer $relatedto $inquery $notinquery $dontselect $eqi $nei $notnull $notcontains $containsi $notcontainsi $startswithi $endswithi $allmatch $keymapmatch $beginswith",
  ],
  [
    JS_SCHEME,
    "javascript vbscript livescript mocha jscript data mhtml jar avascript vascript ascript script cript ript ipt",
  ],
  [SCRIPT_WORD, "this return db while do sleep"],
  [CLAUSE_HEAD, "union order group outfile dumpfile procedure exists mod div"],
  [
    CODE_MARK,
    "ping perl python python2 python3 ruby php node lua awk gawk nc ncat netcat sh bash zsh ksh dash net reg systeminfo ifconfig ipconfig netstat which",
  ],
  [LOOP_WORD, "for"],
  [
    STORE_WORD,
    "detach unwind filtering keyspace _exists_ apoc dbms attribute_exists attribute_not_exists attribute_type begins_with comparisonoperator filterexpression keyconditionexpression conditionexpression updateexpression match_all query_string redis startkey endkey start_key end_key include_docs startat endat equalto limittofirst flush_all flushall flushdb slaveof replicaof satisfies lru_crawler stats",
  ],
  [
    CODE_MARK | TOOL_MARK,
    "base64 xxd __class__ __globals__ __import__ powershell child_process cmd ifs java @java getclass _memberaccess freemarker registerundefinedfiltercallback @system array_map array_filter usort ext",
  ],
  [
    RUN_FUNCTION,
    "system exec shell_exec passthru popen proc_open pcntl_exec popen2 execfile execl execv spawn child_process os phpinfo base64_decode file_get_contents fputs assert subprocess runtime getruntime processbuilder call_user_func preg_replace create_function exit print_r var_dump include require include_once require_once expect_popen",
  ],
];

const buildDictionary = (): ReadonlyMap<string, WordBits> => {
  const words = new Map<string, WordBits>();
  for (const [bit, list] of TABLE) {
    for (const word of list.split(" ")) words.set(word, (words.get(word) ?? 0) | bit);
  }
  return words;
};

/** Every word that means something, in lower case. */
export const DICTIONARY: ReadonlyMap<string, WordBits> = buildDictionary();

/** Slots of the exact table: eight times as many as there are words. */
const SLOTS = 8_192;

/** Goes on with the exact hash of a word, 32 bits of it; letter case does not matter. */
export const exactHashOn = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

const buildExact = (): { readonly hashes: Int32Array; readonly bits: Int32Array } => {
  const hashes = new Int32Array(SLOTS);
  const bits = new Int32Array(SLOTS);
  for (const [word, known] of DICTIONARY) {
    let hash = 0;
    for (let at = 0; at < word.length; at += 1) hash = exactHashOn(hash, word.charCodeAt(at));
    let slot = hash & (SLOTS - 1);
    while (bits[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    hashes[slot] = hash;
    bits[slot] = known;
  }
  return { hashes, bits };
};

const EXACT = buildExact();

/**
 * What the dictionary knows of a word, by its exact hash; 0 for ordinary words. That two words share
 * all 32 bits is one chance in millions, and no harm: a rule looks at more than one word.
 */
export const wordBits = (hash: number): WordBits => {
  let slot = hash & (SLOTS - 1);
  while (EXACT.bits[slot] !== 0) {
    if (EXACT.hashes[slot] === hash) return EXACT.bits[slot] ?? 0;
    slot = (slot + 1) & (SLOTS - 1);
  }
  return 0;
};
