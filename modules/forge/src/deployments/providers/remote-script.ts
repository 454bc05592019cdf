import { shellQuote } from './shell-quote.ts';

export type RemoteWork = {
  /** `follow`: tells what became of it, and starts nothing. */
  mode: 'start' | 'follow';
  /** Names this deployment; the same one is never begun twice. */
  key: string;
  /** Names the target: one deployment at a time. */
  lock: string;
  command: string;
  timeoutSeconds: number;
  environment: Readonly<Record<string, string>>;
  /** Begins the lines that are ours, among those of the command. */
  nonce: string;
};

/**
 * Runs the command, apart from the connection: it goes on when that ends. The first argument is the command, the second its
 * folder, the third its time in seconds.
 */
const supervisor = `trap "" HUP
echo $$ > "$2/pid"
if command -v setsid >/dev/null 2>&1; then setsid sh -c "$1" > "$2/log" 2>&1 < /dev/null & else sh -c "$1" > "$2/log" 2>&1 < /dev/null & fi
c=$!
( n=0
  while [ "$n" -lt "$3" ] && kill -0 "$c"; do sleep 1; n=$((n+1)); done
  kill -0 "$c" || exit 0
  : > "$2/late"
  kill -TERM "-$c" || kill -TERM "$c"
  n=0; while [ "$n" -lt 5 ] && kill -0 "$c"; do sleep 1; n=$((n+1)); done
  kill -KILL "-$c" || kill -KILL "$c"
) > /dev/null 2>&1 &
wait "$c"
echo $? > "$2/done.new"
mv "$2/done.new" "$2/done"`;

/**
 * What the machine's `sh` is given on its standard input, so that no value stands in a list of processes. The folder
 * that is made for the deployment is its marker: whoever makes it starts the command, all others follow. It is one group,
 * which the shell has read to its end before it begins.
 */
export function remoteScript({ mode, key, lock, command, timeoutSeconds, environment, nonce }: RemoteWork): string {
  const exported = Object.entries(environment).map(([name, value]) => `export ${name}=${shellQuote(value)}`).join('\n');
  return `{
umask 077
base="$HOME/.assembly-lime"; dir="$base/${key}"; lock="$base/${lock}.lock"
say() { printf '\\n%s %s\\n' ${nonce} "$1"; }
alive() { [ -f "$1/pid" ] && kill -0 "$(cat "$1/pid")" 2>/dev/null; }
rest() { sleep 0.1 2>/dev/null || sleep 1; }
off=0
emit() { [ -f "$dir/log" ] || return 0; n=$(wc -c < "$dir/log"); n=$((n)); if [ "$n" -gt "$off" ]; then tail -c "+$((off+1))" "$dir/log" | head -c "$((n-off))"; off=$n; fi; }
start() {
  mkdir -p "$base" || { say "failed"; return 1; }
  [ -d "$dir" ] && return 0
  other=$(cat "$lock" 2>/dev/null)
  if [ -n "$other" ] && [ "$other" != ${shellQuote(key)} ] && [ ! -f "$base/$other/done" ] && alive "$base/$other"; then say "busy"; return 1; fi
  mkdir "$dir" 2>/dev/null || return 0
  echo ${shellQuote(key)} > "$lock"
  ( cd "$HOME" || exit 1
${exported}
  exec sh -c ${shellQuote(supervisor)} assembly-lime ${shellQuote(command)} "$dir" ${timeoutSeconds} ) < /dev/null > /dev/null 2>&1 &
}
follow() {
  [ -d "$dir" ] || { say "absent"; return; }
  idle=0
  while :; do
    if [ -f "$dir/done" ]; then
      emit; code=$(cat "$dir/done"); rm -f "$dir/log"
      if [ -f "$dir/late" ]; then say "late $code"; else say "exit $code"; fi
      return
    fi
    if alive "$dir"; then idle=0; else
      # Not begun yet, or gone without a word.
      idle=$((idle+1)); most=100; [ -f "$dir/pid" ] && most=10
      [ "$idle" -gt "$most" ] && { say "interrupted"; return; }
    fi
    emit
    rest
  done
}
${mode === 'start' ? 'start && follow' : 'follow'}
exit 0
}
`;
}
