/** Bytes kept of one command's output, unless its section asks for more. */
export const outputLimitBytes = 65_536

/**
 * The words that sections are written in. Every line of a command's output is prefixed by `|`, so that nothing which a host
 * prints can look like a frame, even to somebody who reads the nonce in the process list.
 */
export const prelude = String.raw`
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
LC_ALL=C
export PATH LC_ALL
set -f
small=
nl='
'
mark="@@ssh-medic $nonce"

have() { command -v "$1" >/dev/null 2>&1; }
clock() { now=0; if [ -r /proc/uptime ]; then read -r now _ </proc/uptime; fi; }

# How a command is limited in time, where this host can.
if timeout -k 1 1 true 2>/dev/null; then bounded='timeout -k 1'
elif timeout 1 true 2>/dev/null; then bounded=timeout
else bounded=
fi

# How a command gets root. A narrow sudoers allows some commands only; sudo's child cannot be timed from outside.
if [ "$(id -u)" = 0 ]; then mode=root
elif have sudo && sudo -n $bounded ${'${'}bounded:+2} true </dev/null >/dev/null 2>&1; then mode=sudo
elif have sudo && sudo -n -l </dev/null >/dev/null 2>&1; then mode=narrow
else mode=plain
fi
case $mode in root) self=root ;; *) self=plain ;; esac

# Sets $out and $rc. "filter" prefixes each line, keeps $max bytes of the beginning (or the end), and leaves the very last line
# as it is: the exit status, always ours. What a small section prints is held here first, and the shell itself prefixes it
# when it is short: that saves a process for most commands.
keep='
function put(line) { kept[++last] = line; bytes += length(line) + 1
  if (tail) while (bytes > max && first < last) { bytes -= length(kept[++first]) + 1; delete kept[first] } }
NR > 2 && (tail || bytes < max) { put(tail ? two : substr(two, 1, max - bytes)) }
{ two = one; one = $0 }
END { if (NR > 1 && two != "" && (tail || bytes < max)) put(tail ? two : substr(two, 1, max - bytes))
  for (i = first + 1; i <= last; i++) print "|" kept[i]
  print one }'
filter() { awk -v "max=$max" -v "tail=$tail" "$keep"; }
prefix() {
  rc=${'${'}out##*"$nl"} more=${'${'}out%"$nl"*} out=
  [ -n "$more" ] || return 0
  more=${'${'}more%"$nl"}
  while :; do
    out="$out|${'${'}more%%"$nl"*}"
    case $more in *"$nl"*) more=${'${'}more#*"$nl"} out=$out$nl ;; *) break ;; esac
  done
}
capture() {
  if [ -z "$small" ]; then out=$( { "$@" 2>&1 </dev/null; printf '\n%s\n' $?; } | filter )
  else
    out=$( "$@" 2>&1 </dev/null; printf '\n%s\n' $? )
    if [ ${'${'}#out} -lt 2000 ]; then prefix; return 0; fi
    out=$( printf '%s\n' "$out" | filter )
  fi
  rc=${'${'}out##*"$nl"}
  case $out in *"$nl"*) out=${'${'}out%"$nl"*} ;; *) out= ;; esac
}
begin() { clock; printf '\n%s begin %s %s %s %s\n' "$mark" "$section" "$label" "$now" "$*"; }
# With whole=1, output that is longer than $max is not sent at all: half of it would tell nothing. Sets $cut.
finish() {
  cut= sent=$max
  if [ -n "$whole" ] && [ ${'${'}#out} -ge "$max" ]; then cut=yes out= sent=0; fi
  printf '%s\n' "$out"; clock; printf '%s end %s %s %s %s\n' "$mark" "$rc" "$how" "$sent" "$now"
}

run() {
  label=$1; shift
  begin "$@"
  how=$self
  capture $bounded ${'${'}bounded:+$limit} "$@"
  finish
}
root() {
  label=$1; shift
  begin "$@"
  as_root "$@"
  finish
}
as_root() {
  how=$mode
  case $mode in
    sudo) capture sudo -n $bounded ${'${'}bounded:+$limit} "$@" ;;
    narrow) narrowly "$@" ;;
    *) capture $bounded ${'${'}bounded:+$limit} "$@" ;;
  esac
}
narrowly() {
  how=sudo
  capture $bounded ${'${'}bounded:+$limit} sudo -n "$@"
  case $rc:$out in
    1:*'a password is required'*|1:*'is not allowed to'*|1:*'may not run sudo'*|1:*'authentication is required'*)
      how=denied
      capture $bounded ${'${'}bounded:+$limit} "$@" ;;
  esac
}
# sshd is slow to ask: "learn" asks it once for all sections of a lane, and each that "recites" prints the answer as its own.
learn() {
  limit=4 max=${outputLimitBytes} tail=0 spec=$1
  as_root sshd -T ${'${'}spec:+-C "$spec"}
  learnt=$out learnt_rc=$rc learnt_how=$how
  [ "$rc" != 0 ] || return 0
  as_root sshd -G ${'${'}spec:+-C "$spec"}
  again=$out again_rc=$rc again_how=$how
}
recite() {
  label=$1 out=$learnt rc=$learnt_rc how=$learnt_how
  begin sshd -T ${'${'}spec:+-C "$spec"}
  finish
  [ "$rc" != 0 ] || return 0
  label=$1-g out=$again rc=$again_rc how=$again_how
  begin sshd -G ${'${'}spec:+-C "$spec"}
  finish
}
# Sets $path to a setting of sshd with its tokens replaced, by $home, $login and $uid.
expand() {
  rest=$1 path=
  while :; do
    case $rest in *%*) ;; *) break ;; esac
    path=$path${'${'}rest%%%*}
    rest=${'${'}rest#*%}
    case $rest in h*) path=$path$home ;; u*) path=$path$login ;; U*) path=$path$uid ;; %*) path=$path% ;; esac
    rest=${'${'}rest#?}
  done
  path=$path$rest
}
tool() {
  label=$1.path
  begin command -v "$1"
  how=$self
  if out=$(command -v "$1"); then rc=0; else rc=1; fi
  out="|$out"
  finish
  return "$rc"
}
`
