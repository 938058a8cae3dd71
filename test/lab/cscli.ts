/**
 * A stand-in for CrowdSec's `cscli` (none of its packages is in the lab): the same commands, and answers as version 1.4.6 gave them.
 * Its decisions are the elements of the bouncer's own set, which follows a second after, as a bouncer does.
 */
const STAND_IN = `#!/bin/bash
set='ip crowdsec crowdsec-blacklists'
for word; do [[ $last = --ip ]] && ip=$word; [[ $last = --duration ]] && left=$word; last=$word; done
log() { echo "time=\\"$(date '+%d-%m-%Y %T')\\" level=info msg=\\"$1\\"" >&2; }
case "$1 $2" in
  'decisions list')
    left=$(nft get element $set "{ $ip }" 2>/dev/null | grep -o 'expires [^ ]*' | sed 's/expires //; s/[0-9]*ms$//')
    [ -n "$left" ] || { printf null; exit; }
    printf '[\\n {\\n  "decisions": [\\n   {\\n    "duration": "%s",\\n    "id": 1,\\n    "origin": "crowdsec",\\n    "scenario": "crowdsecurity/ssh-bf",\\n    "scope": "Ip",\\n    "simulated": false,\\n    "type": "ban",\\n    "value": "%s"\\n   }\\n  ],\\n  "events_count": 6\\n }\\n]' "$left" "$ip" ;;
  'decisions delete') (sleep 1; nft delete element $set "{ $ip }") >/dev/null 2>&1 & log '1 decision(s) deleted' ;;
  'decisions add') (sleep 1; nft add element $set "{ $ip timeout $left }") >/dev/null 2>&1 & log 'Decision successfully added' ;;
esac
`

/** Words of bash that install it. */
export const installCscli = `cat >/usr/bin/cscli <<'STAND_IN'
${STAND_IN}STAND_IN
chmod 755 /usr/bin/cscli
`
