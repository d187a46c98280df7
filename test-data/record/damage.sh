#!/bin/bash
# Makes the files of test-data/damaged out of the captures: whole ones, broken in one known place each.
#
#   usage: ./damage.sh [CAPTURES [DAMAGED]]     (default ../captures and ../damaged)
#   needs: bash coreutils gzip zstd editcap tshark; a little-endian machine (editcap writes its octet order)
#
# What a reader is to make of each file is in test-data/README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
captures=$(realpath "${1:-$here/../captures}")
damaged=${2:-$here/../damaged}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

readonly frames=12          # in the small whole capture that most files are made from
readonly file_header=24     # octets, classic pcap
readonly record_header=16

# number_at FILE OFFSET: the 32-bit number there
number_at() { od -An -tu4 -j "$2" -N 4 "$1" | tr -d ' '; }

# write_at FILE OFFSET OCTETS: OCTETS as printf escapes
write_at() {
    # shellcheck disable=SC2059     # the escapes are the point
    printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# record_at PCAP N: the offset of record N, counted from 1
record_at() {
    local offset=$file_header n
    for ((n = 1; n < $2; n++)); do offset=$((offset + record_header + $(number_at "$1" $((offset + 8))))); done
    echo "$offset"
}

# block_at PCAPNG N: the offset of block N, counted from 1
block_at() {
    local offset=0 n
    for ((n = 1; n < $2; n++)); do offset=$((offset + $(number_at "$1" $((offset + 4))))); done
    echo "$offset"
}

# frame_of CAPTURE FILTER: the number of the first frame that the filter finds
frame_of() { tshark -n -r "$1" -Y "$2" -T fields -e frame.number 2>/dev/null | sed -n 1p; }

make_container_damage() {
    local whole=$work/whole.pcap whole_ng=$work/whole.pcapng
    editcap -F pcap -r "$captures/resolver-clients-day8.pcap" "$whole" "1-$frames"
    editcap -F pcapng --discard-capture-comment "$whole" "$whole_ng"
    # editcap writes this machine's kernel into the section header: take the file from the interface block on, behind
    # a section header of our own, which has no options
    { printf '\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0'
      tail -c "+$(($(block_at "$whole_ng" 2) + 1))" "$whole_ng"; } >"$work/ours.pcapng"
    mv "$work/ours.pcapng" "$whole_ng"

    : >empty.pcap
    echo 'This is a note about the capture, not the capture.' >text.pcap
    head -c 15 "$whole" >cut-in-file-header.pcap
    head -c "$(($(record_at "$whole" 7) + 10))" "$whole" >cut-in-record-header.pcap
    head -c "$(($(record_at "$whole" 7) + record_header + 20))" "$whole" >cut-in-record.pcap

    cp "$whole" caplen-absurd.pcap
    write_at caplen-absurd.pcap "$(($(record_at "$whole" 3) + 8))" '\xf0\xff\xff\xff'
    cp "$whole" linktype-unsupported.pcap
    write_at linktype-unsupported.pcap 20 '\x93\0\0\0'

    # blocks: section header, interface, then one for each frame
    cp "$whole_ng" block-length-absurd.pcapng
    write_at block-length-absurd.pcapng "$(($(block_at "$whole_ng" 8) + 4))" '\xf0\xff\xff\x7f'
    cp "$whole_ng" block-lengths-differ.pcapng
    write_at block-lengths-differ.pcapng "$(($(block_at "$whole_ng" 9) - 4))" '\x08\0\0\0'
    tail -c "+$(($(block_at "$whole_ng" 2) + 1))" "$whole_ng" >no-section-header.pcapng
    head -c "$(($(block_at "$whole_ng" 8) + 30))" "$whole_ng" >cut-in-block.pcapng

    gzip -9nc "$whole" >"$work/whole.gz"
    head -c "$(($(stat -c %s "$work/whole.gz") / 2))" "$work/whole.gz" >cut.pcap.gz
    zstd -19 -qc "$whole" >octet-flipped.pcap.zst
    local middle=$(($(stat -c %s octet-flipped.pcap.zst) / 2))
    local octet; octet=$(od -An -tu1 -j "$middle" -N 1 octet-flipped.pcap.zst)
    write_at octet-flipped.pcap.zst "$middle" "\\x$(printf %02x $((octet ^ 0xff)))"
}

make_traffic_damage() {
    local transfer=$captures/zone-transfer-day8-sll.pcap upstream=$captures/resolver-upstream-day1.pcap
    local clients=$captures/resolver-clients-day8.pcap
    editcap -F pcap -s 80 -r "$clients" snaplen-80.pcap "1-$frames"

    # one segment out of the middle of the first answer message
    local hole; hole=$(tshark -n -r "$transfer" -Y 'tcp.srcport == 53 && tcp.len > 0' -T fields -e frame.number 2>/dev/null | sed -n 5p)
    editcap -F pcap "$transfer" tcp-segment-missing.pcap "$hole"

    # the query, and of the answer the first fragment only
    local first; first=$(frame_of "$upstream" 'ip.flags.mf == 1')
    editcap -F pcap -r "$upstream" last-fragment-missing.pcap "$((first - 1))-$first"

    tshark -n -r "$clients" -Y "dns.flags.response == 1 && udp && frame.number <= 60" -F pcap -w responses-only.pcap 2>/dev/null
}

mkdir -p "$damaged"
cd "$damaged"
make_container_damage
make_traffic_damage
ls -l
