#!/bin/bash
# Records the captures of test-data/captures from real DNS software in network namespaces.
#
#   usage: sudo ./record.sh [FOLDER]      (FOLDER: where the captures go; default ../captures)
#   needs: bash iproute2 ethtool unbound nsd knot bind9 bind9-utils bind9-dnsutils tcpdump wireshark-common gzip zstd (Debian 12)
#   takes: about two minutes; gives up after five. KEEP_LOGS=FOLDER keeps the servers' logs and the answers there
#
#                       client side              resolver's upstream side
#   client 192.0.2.10-12 ---- unbound 192.0.2.53 | 192.0.2.54 --+-- root     NSD   198.51.100.1
#          2001:db8:c::10           2001:db8:c::53  up4, up6    +-- tld      NSD   198.51.100.2, .3    "example", "test"
#                                                              br0-- hosting  BIND  198.51.100.11, .12  ordinary domains
#                                                               +-- harbor   Knot  203.0.113.53, .54   the campaign
#
# No other network is reached: every address is a documentation address (RFC 5737, RFC 3849), every name is below a
# reserved name (RFC 2606, RFC 6761), and the namespaces have no way out.
# Three days of the story are recorded one after the other; "day 1" and "day 2" are then moved 7 and 6 days back
# (editcap -t), so that the captures' time windows lie apart.
set -euo pipefail

# Bounded in time: run anew below timeout(1), which ends the whole process group and with it every server.
if [[ -z ${PDNS_LAB_BOUNDED:-} ]]; then PDNS_LAB_BOUNDED=yes exec timeout 290 "$0" "$@"; fi

here=$(cd "$(dirname "$0")" && pwd)
captures=$(realpath -m "${1:-$here/../captures}")
work=$(mktemp -d /tmp/pdns-lab.XXXXXX)
readonly here captures work
readonly lab=pdns-lab
readonly namespaces=(net client resolver root tld hosting harbor)
readonly day_seconds=86400

# --- processes and namespaces -------------------------------------------------------------------------------------

servers=()      # process ids of the servers that run now
taps=()         # and of the taps
starts=0

say() { printf '%s\n' "$*" >&2; }
fail() { say "record.sh: $*"; exit 1; }

within() { local ns=$1; shift; ip netns exec "$lab-$ns" "$@"; }

clean_up() {
    trap '' INT TERM
    stop "${taps[@]}" "${servers[@]}"
    local ns
    for ns in "${namespaces[@]}"; do ip netns del "$lab-$ns" 2>/dev/null || true; done
    rm -rf "$work"
}

# start NAMESPACE COMMAND...: in the background, output to a log of its own; the id is left in $last
start() {
    local ns=$1; shift
    starts=$((starts + 1))
    ip netns exec "$lab-$ns" "${unconfined[@]}" "$@" >"$work/log.$starts.$ns.${1##*/}" 2>&1 &
    last=$!
}

stop() {
    local id
    for id in "$@"; do kill "$id" 2>/dev/null || true; done
    for id in "$@"; do wait "$id" 2>/dev/null || true; done
}

# until_true WHAT COMMAND...: waits up to 10 seconds
until_true() {
    local what=$1; shift
    for _ in {1..100}; do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    tail -n 5 "$work"/log.* >&2
    fail "$what did not come up"
}

# AppArmor ties the servers to their usual folders where it is in force; the laboratory's are elsewhere.
unconfined=()
if command -v aa-exec >/dev/null && aa-enabled --quiet 2>/dev/null; then unconfined=(aa-exec -p unconfined --); fi

# --- the network --------------------------------------------------------------------------------------------------

# wire NS1 DEV1 NUMBER NS2 DEV2: a veth pair; NUMBER (two digits) makes the two MAC addresses. Offloading is
# off, so that the taps see real segments and checksums.
wire() {
    ip link add "$2" address "02:00:5e:10:00:$3" netns "$lab-$1" \
        type veth peer name "$5" address "02:00:5e:10:01:$3" netns "$lab-$4"
    local end
    for end in "$1 $2" "$4 $5"; do
        # shellcheck disable=SC2086
        set -- $end
        within "$1" ethtool -K "$2" tx off tso off gso off gro off >/dev/null
        ip -n "$lab-$1" link set "$2" up
    done
}

# join NAMESPACE NUMBER ADDRESS...: a server on the bridge, with a way back to the resolver only
join() {
    local ns=$1 number=$2 address; shift 2
    wire "$ns" eth0 "$number" net "to-$ns"
    ip -n "$lab-net" link set "to-$ns" master br0
    for address in "$@"; do ip -n "$lab-$ns" address add "$address" dev eth0; done
    ip -n "$lab-$ns" route add 192.0.2.54/32 dev eth0
    ip -n "$lab-$ns" route add 2001:db8:c:1::/64 dev eth0
}

build_network() {
    local ns address network
    for ns in "${namespaces[@]}"; do
        ip netns add "$lab-$ns"
        ip -n "$lab-$ns" link set lo up
        within "$ns" sysctl -qw net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.default.accept_dad=0 net.ipv4.conf.all.arp_ignore=1
    done
    ip -n "$lab-net" link add br0 address 02:00:5e:10:00:f0 type bridge
    ip -n "$lab-net" link set br0 up

    wire client eth0 01 resolver clients
    for address in 192.0.2.{10,11,12}/24; do ip -n "$lab-client" address add "$address" dev eth0; done
    ip -n "$lab-client" address add 2001:db8:c::10/64 dev eth0
    ip -n "$lab-resolver" address add 192.0.2.53/24 dev clients
    ip -n "$lab-resolver" address add 2001:db8:c::53/64 dev clients

    wire resolver up4 03 net to-up4
    wire resolver up6 04 net to-up6
    ip -n "$lab-net" link set to-up4 master br0
    ip -n "$lab-net" link set to-up6 master br0
    ip -n "$lab-resolver" address add 192.0.2.54/32 dev up4
    ip -n "$lab-resolver" address add 2001:db8:c:1::54/64 dev up6
    for network in 198.51.100.0/24 203.0.113.0/24; do ip -n "$lab-resolver" route add "$network" dev up4 src 192.0.2.54; done
    for network in 2001:db8:53::/48 2001:db8:bad::/48; do ip -n "$lab-resolver" route add "$network" dev up6; done

    join root    05 198.51.100.1/32 2001:db8:53::1/128
    join tld     06 198.51.100.2/32 198.51.100.3/32 2001:db8:53::2/128 2001:db8:53::3/128
    join hosting 07 198.51.100.11/32 198.51.100.12/32 198.51.100.13/32 2001:db8:53::11/128 2001:db8:53::12/128
    join harbor  08 203.0.113.53/32 203.0.113.54/32 2001:db8:bad::53/128
}

# --- the zones ----------------------------------------------------------------------------------------------------

readonly hosting_zones=(hosting.example bookshop.example cdn.example university.example xn--bcher-kva.example pages.test
    city-library.test labels.test 100.51.198.in-addr.arpa 3.5.0.0.8.b.d.0.1.0.0.2.ip6.arpa)
readonly harbor_zones=(silent-harbor.test webmail-quota.example 113.0.203.in-addr.arpa)
readonly harbor_zones_day2=(parcel-tracking.example redelivery-fee.example account-verify.example customs-clearance.test stream-update.test)
readonly harbor_zones_day8=(invoice-overdue.test post-tracking.test)

# serve_zone ZONE DAY SERIAL: puts the lines that hold on that day into the folder the servers read
serve_zone() {
    local file=$1
    if [[ $file == . ]]; then file=root; fi
    sed "s/SERIAL/$3/" "$here/zones/$file.zone" | awk -v day="@day$2" '!/; @day/ || index($0 " ", day " ")' >"$work/served/$file"
}

make_keys() {
    mkdir -p "$work/keys"
    local zone
    for zone in . example test bookshop.example; do
        dnssec-keygen -q -K "$work/keys" -a ECDSAP256SHA256 "$zone" >/dev/null
        dnssec-keygen -q -K "$work/keys" -a ECDSAP256SHA256 -f KSK "$zone" >/dev/null
    done
    # RSA, and a long key: the DNSKEY answer is larger than an Ethernet frame
    dnssec-keygen -q -K "$work/keys" -a RSASHA256 -b 2048 university.example >/dev/null
    dnssec-keygen -q -K "$work/keys" -a RSASHA256 -b 4096 -f KSK university.example >/dev/null
}

# sign ZONE [OPTION...]: the child zones' DS records must be there already; signatures outlast the moved days
sign() {
    local zone=$1 file=$1; shift
    if [[ $zone == . ]]; then file=root; fi
    local child
    for child in "$work"/dsset-*; do
        [[ -e $child ]] || continue
        child=${child##*/dsset-}; child=${child%.}
        if [[ $child != "" && ( $zone == . && $child != *.* || $child == *".$zone" ) ]]; then cat "$work/dsset-$child." >>"$work/served/$file"; fi
    done
    (cd "$work" && dnssec-signzone -q -S -K keys -d "$work" -o "$zone" -s now-20d -e now+40d "$@" -f "$work/signed" "served/$file" >/dev/null)
    mv "$work/signed" "$work/served/$file"
}

# zones_of_harbor DAY
zones_of_harbor() {
    printf '%s\n' "${harbor_zones[@]}"
    if (($1 >= 2)); then printf '%s\n' "${harbor_zones_day2[@]}"; fi
    if (($1 >= 8)); then printf '%s\n' "${harbor_zones_day8[@]}"; fi
}

build_zones() {
    local day=$1 zone
    rm -rf "$work/served" "$work"/dsset-*
    mkdir -p "$work/served"
    for zone in . example test "${hosting_zones[@]}" $(zones_of_harbor "$day"); do serve_zone "$zone" "$day" "${day}000"; done
    if ((day == 1)); then serve_zone parcel-tracking.example 1 1000; fi
    sign bookshop.example -x
    sign university.example -3 5eed -H 0
    sign example -3 - -H 0 -x
    sign test -x
    sign . -x
}

# --- the servers --------------------------------------------------------------------------------------------------

configure() { # configure TEMPLATE NAME [PLACEHOLDER VALUE]...
    local template=$1 name=$2 edits=(-e "s|@WORK@|$work|g" -e "s|@NAME@|$2|g"); shift 2
    while (($#)); do edits+=(-e "s|@$1@|$2|g"); shift 2; done
    sed "${edits[@]}" "$here/config/$template" >"$work/$name.conf"
}

# answers NAMESPACE ADDRESS ZONE: asked from inside the server's own namespace, where no tap sees it
answers() { within "$1" dig "@$2" "$3" SOA +norecurse +tries=1 +time=1 | grep -q 'flags:.* aa'; }

start_servers() {
    local day=$1 zone

    configure nsd.conf root ADDRESS4 198.51.100.1 ADDRESS6 2001:db8:53::1 MORE_ADDRESSES ''
    printf 'zone:\n    name: "."\n    zonefile: "root"\n' >>"$work/root.conf"
    start root nsd -d -c "$work/root.conf"; servers+=("$last")

    configure nsd.conf tld ADDRESS4 198.51.100.2 ADDRESS6 2001:db8:53::2 \
        MORE_ADDRESSES 'ip-address: 198.51.100.3\n    ip-address: 2001:db8:53::3'
    for zone in example test; do printf 'zone:\n    name: "%s"\n    zonefile: "%s"\n' $zone $zone >>"$work/tld.conf"; done
    start tld nsd -d -c "$work/tld.conf"; servers+=("$last")

    configure named.conf hosting
    for zone in "${hosting_zones[@]}" $( ((day > 1)) || echo parcel-tracking.example); do
        printf 'zone "%s" { type primary; file "served/%s"; };\n' "$zone" "$zone" >>"$work/hosting.conf"
    done
    start hosting named -f -c "$work/hosting.conf"; servers+=("$last")

    configure knot.conf harbor
    for zone in $(zones_of_harbor "$day"); do printf '  - domain: "%s"\n    file: "%s"\n' "$zone" "$zone" >>"$work/harbor.conf"; done
    mkdir -p "$work/knot-db"
    start harbor knotd -c "$work/harbor.conf"; servers+=("$last")

    until_true 'the root (NSD)'     answers root 198.51.100.1 .
    until_true 'the TLDs (NSD)'     answers tld 198.51.100.3 test
    until_true 'hosting (BIND)'     answers hosting 198.51.100.11 hosting.example
    until_true 'harbor (Knot DNS)'  answers harbor 203.0.113.53 silent-harbor.test
}

start_resolver() {
    printf '. 3600 NS a.root.example.\na.root.example. 3600 A 198.51.100.1\na.root.example. 3600 AAAA 2001:db8:53::1\n' >"$work/root.hints"
    cp "$work/dsset-." "$work/root.anchor"
    configure unbound.conf resolver
    start resolver unbound -d -c "$work/resolver.conf"; servers+=("$last")
    # "localhost" is answered from unbound's own data, and on the loopback: no tap sees anything
    until_true 'the resolver (unbound)' within resolver dig @192.0.2.53 localhost A +tries=1 +time=1
}

# --- the taps -----------------------------------------------------------------------------------------------------

# tap NAMESPACE FILE OPTION...: starts tcpdump and waits until it listens
tap() {
    local ns=$1 file=$2; shift 2
    start "$ns" tcpdump -n -U -B 8192 -Z root -w "$work/$file" "$@"
    taps+=("$last")
    until_true "the tap $file" test -s "$work/$file"
    sleep 0.5
}

stop_taps() {
    sleep 1.5       # the kernel hands packets over once a second
    stop "${taps[@]}"
    taps=()
}

# --- the story ----------------------------------------------------------------------------------------------------

# ask NAME TYPE [OPTION...]: one query by one of the clients, who take turns
turn=0
ask() {
    local name=$1 type=$2; shift 2
    local from=192.0.2.$((10 + turn++ % 3)) to=192.0.2.53
    if [[ " $* " == *' -6 '* ]]; then from=2001:db8:c::10 to=2001:db8:c::53; fi
    within client dig -b "$from" "@$to" "$@" +tries=1 +time=4 -q "$name" -t "$type" >>"$work/answers" || say "no answer: $name $type"
}

ask_file() {
    local name type options
    while read -r name type options; do
        if [[ -z $name || $name == \#* ]]; then continue; fi
        # shellcheck disable=SC2086     # the options are words
        ask "$name" "$type" $options
    done <"$here/queries/$1"
}

# flux FIRST LAST DAY: in each round "node" gets five other addresses, out of two networks, and one client asks
flux() {
    local round n address zone=$work/served/stream-update.test
    for ((round = $1; round <= $2; round++)); do
        serve_zone stream-update.test "$3" "$((3000 + round))"
        for ((n = round * 5; n < round * 5 + 5; n++)); do
            address=203.0.113
            if ((n % 2)); then address=198.51.100; fi
            echo "node 2 A $address.$((128 + n * 37 % 126))" >>"$zone"
        done
        echo "node 2 AAAA 2001:db8:bad:f::$(printf %x $((round + 256)))" >>"$zone"
        knotc -s "$work/knot.sock" zone-reload stream-update.test >/dev/null
        sleep 3         # the TTL is 2 seconds; unbound counts whole seconds
        ask node.stream-update.test A
        if ((round % 4 == 0)); then ask www.stream-update.test AAAA; fi
        if ((round % 3 == 0)); then ask www.parcel-tracking.example A; ask www.bookshop.example A; fi
    done
}

zone_transfer() {
    within resolver dig -b 192.0.2.54 @198.51.100.11 university.example AXFR +tries=1 >>"$work/answers"
}

begin_day() {
    say "day $1"
    build_zones "$1"
    start_servers "$1"
}

end_day() {
    stop_taps
    stop "${servers[@]}"
    servers=()
}

record_day1() {
    begin_day 1
    tap net    day1-upstream -i br0
    tap client day1-clients  -i any -y LINUX_SLL2
    start_resolver
    ask_file day1.txt
    end_day
}

record_day2() {
    begin_day 2
    tap net      day2-upstream -i br0 --time-stamp-precision=nano
    tap resolver day2-clients  -i clients --time-stamp-precision=nano
    start_resolver
    ask_file day2.txt
    flux 0 15 2
    end_day
}

record_day8() {
    begin_day 8
    tap resolver day8-up4      -i up4 --time-stamp-precision=nano
    tap resolver day8-up6      -i up6 --time-stamp-precision=nano
    tap client   day8-clients  -i eth0
    start_resolver
    ask_file day8.txt
    flux 16 27 8
    stop_taps
    tap resolver day8-transfer -i any -y LINUX_SLL
    zone_transfer
    end_day
}

# --- the files ----------------------------------------------------------------------------------------------------

# keep RAW FORMAT DAYS-BACK FILE: into its container, its time moved
keep() { editcap -F "$2" -t "-$(($3 * day_seconds))" "$work/$1" "$captures/$4"; }

# The tools write this machine's kernel into a pcapng's section header; it is blanked there, at the same length.
keep_pcapng() {
    keep "$1" pcapng "$2" "$3"
    editcap -F pcapng --discard-capture-comment --capture-comment 'Recorded by test-data/record/record.sh' "$captures/$3" "$work/commented"
    local kernel; kernel="Linux $(uname -r)"
    LC_ALL=C sed "s/$kernel/$(printf '%-*s' ${#kernel} Linux)/g" "$work/commented" >"$captures/$3"
}

keep_captures() {
    mkdir -p "$captures"
    keep day1-upstream pcap     7 resolver-upstream-day1.pcap
    keep day1-clients  pcap     7 resolver-clients-day1-sll2.pcap
    keep day2-upstream nsecpcap 6 resolver-upstream-day2-nanoseconds.pcap
    keep_pcapng day2-clients    6 resolver-clients-day2.pcapng
    mergecap -F pcapng -I none -w "$work/day8-upstream" "$work/day8-up4" "$work/day8-up6"
    keep_pcapng day8-upstream   0 resolver-upstream-day8-two-interfaces.pcapng
    keep day8-clients  pcap     0 resolver-clients-day8.pcap
    keep day8-transfer pcap     0 zone-transfer-day8-sll.pcap
    gzip -9nf "$captures/resolver-clients-day1-sll2.pcap"
    zstd -19 -qf --rm "$captures/resolver-clients-day2.pcapng"
}

main() {
    ((EUID == 0)) || fail 'network namespaces need root'
    local tool
    for tool in ip ethtool sysctl unbound nsd knotd knotc named dnssec-signzone dig tcpdump editcap mergecap gzip zstd; do
        command -v "$tool" >/dev/null || fail "$tool is not installed"
    done
    if ip netns list | grep -q "^$lab-"; then fail "namespaces $lab-* are there already"; fi

    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'say "record.sh: stopped"; exit 1' TERM

    build_network
    make_keys
    record_day1
    record_day2
    record_day8
    keep_captures
    ls -l "$captures" >&2
    if [[ -n ${KEEP_LOGS:-} ]]; then cp "$work"/log.* "$work/answers" "$KEEP_LOGS"; fi
}

main
