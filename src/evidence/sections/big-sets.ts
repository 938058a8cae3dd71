/** Sets that are asked for the client one by one, where all of them are too long to send. */
const mostAsked = 40
/** Elements of a set that is sent whole all the same. */
const fewElements = 1000

/** nft reads a whole set to find one element in it. */
const askLimitS = 8

/** Words of sh: each set in `$text`, nft's listing, of addresses of the client's family is asked for the client. */
export const askNft = String.raw`
case $client in
  '') type= ;;
  *:*) type=ipv6_addr header=ip6 ;;
  *) type=ipv4_addr header=ip ;;
esac
asked=
if [ -n "$type" ]; then
  asked=$(printf '%s\n' "$text" | awk -v type="$type" -v header="$header" '
    $1 == "|table" { place = $2 ";" $3 }
    $1 == "|" && $2 == "set" { name = $3 }
    $1 == "|" && name != "" && ($2 " " $3 == "type " type && NF == 3 || $2 " " $3 " " $4 == "typeof " header " saddr" && NF == 4) {
      if (n++ < ${mostAsked}) print place ";" name
      name = ""
    }')
fi
usual=$limit limit=${askLimitS}
for item in $asked; do
  case $item in *[!A-Za-z0-9_./\;-]*) continue ;; esac
  rest=${'${'}item#*;}
  root "element:$item" nft get element "${'${'}item%%;*}" "${'${'}rest%%;*}" "${'${'}rest#*;}" "{ $client }"
  case $rc in 124|137) break ;; esac
done
limit=$usual
`

/** Words of sh: of the sets in `$out`, which `ipset list -t` printed, the short ones whole, and the long ones asked for the client. */
export const askIpset = String.raw`
found=$(printf '%s\n' "$out" | awk -F': ' '
  { sub(/^[|]/, "") }
  $1 == "Name" { name = $2 }
  $1 == "Type" { type = $2 }
  $1 == "Number of entries" && n++ < ${mostAsked} { print name ";" type ";" $2 }')
for item in $found; do
  case $item in *[!A-Za-z0-9_.:,\;-]*) continue ;; esac
  set=${'${'}item%%;*} rest=${'${'}item#*;}
  if [ "${'${'}rest#*;}" -le ${fewElements} ]; then root "set:$set" ipset save "$set"; continue; fi
  [ -n "$client" ] || continue
  case ${'${'}rest%%;*} in
    hash:ip|hash:net|bitmap:ip) root "test:$set" ipset test "$set" "$client" ;;
    hash:ip,port|hash:net,port) root "test:$set" ipset test "$set" "$client,tcp:$port" ;;
  esac
done
`
