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

# Sets $out and $rc. awk prefixes each line, keeps $max bytes of the beginning (or the end), and takes the exit status from the
# very last line, which is always ours.
keep='
function put(line) { kept[++last] = line; bytes += length(line) + 1
  if (tail) while (bytes > max && first < last) { bytes -= length(kept[++first]) + 1; delete kept[first] } }
NR > 2 && (tail || bytes < max) { put(tail ? two : substr(two, 1, max - bytes)) }
{ two = one; one = $0 }
END { if (NR > 1 && two != "" && (tail || bytes < max)) put(tail ? two : substr(two, 1, max - bytes))
  for (i = first + 1; i <= last; i++) print "|" kept[i]
  print one }'
capture() {
  out=$( { "$@" 2>&1 </dev/null; printf '\n%s\n' $?; } | awk -v "max=$max" -v "tail=$tail" "$keep" )
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
  how=$mode
  case $mode in
    sudo) capture sudo -n $bounded ${'${'}bounded:+$limit} "$@" ;;
    narrow) narrowly "$@" ;;
    *) capture $bounded ${'${'}bounded:+$limit} "$@" ;;
  esac
  finish
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
