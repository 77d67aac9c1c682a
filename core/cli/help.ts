/** `holdfast --help`; the README's tour uses the same commands. */
export const helpText = `holdfast: an agent works on your machine without being trusted

  holdfast run "task" [--folder F] [--write]   run one session here; asks before it writes
      --folder F        let the agent read this folder
      --write           let it also write there (each write asks)
      --yes-never       say no to everything that asks, without asking
  holdfast serve [--port P] [--token T]        the API on 127.0.0.1; prints {"url","token","pid"}
      --token T         owner's token (made up when left out)
      --client-token C  a second token that cannot answer approvals, grant, or read memory
  holdfast sessions [--all] [--json]           list sessions
  holdfast export ID [--format markdown|jsonl] [--out FILE]
  holdfast export palace [--wing ID | --room ID | --drawer ID…] [--format …] [--out FILE]  memory
  holdfast import FILE... [--wing W] [--json]  documents and exports of chats: prints what is in them
      --trust NAME      words of this speaker are yours (repeatable); EXPORT:NAME where several exports have the name
      --yes             make it memory
  holdfast alarms [--all] [--json]             sessions in which a planted secret was used
  holdfast audit verify [--against FILE] [--json]  check every hash chain and its seals
  holdfast audit export [FILE]                 where every chain stands, sealed: keep it elsewhere
  holdfast doctor [--json]                     open the data, check it, say what is wrong
      --rebuild [projections|palace] [--apply]  replay the log, compare, and replace what differs

  --data-dir D          where everything is kept (default: the app's own folder, or HOLDFAST_DATA_DIR)
  --model rehearsal:FILE | NAME                for run and serve; NAME uses ANTHROPIC_BASE_URL and
                        ANTHROPIC_API_KEY. Left out: the model set up in the app.
                        rehearsal:demo is a built-in script, without any model
  HOLDFAST_KEY          passphrase for stored credentials, where there is no keychain

  --help, --version
`;
