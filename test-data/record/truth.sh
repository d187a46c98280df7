#!/bin/bash
# Writes what an independent decoder (tshark) finds in each capture, for the tests to compare with.
#
#   usage: ./truth.sh [CAPTURES [TRUTH]]     (default ../captures and ../captures-truth)
#   needs: bash awk tshark (4.0)
#
# One line for each record (class IN; without OPT) in the DNS responses on port 53, sorted by octets. The columns are
# described in test-data/README.md.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
captures=${1:-$here/../captures}
truth=${2:-$here/../captures-truth}

responses() {
    tshark -n -r "$1" -Y 'dns.flags.response == 1 && (udp.port == 53 || tcp.port == 53)' -O frame,dns 2>/dev/null
}

mkdir -p "$truth"
for capture in "$captures"/*; do
    name=${capture##*/}
    {
        printf '#rrname\trrtype\trdata\tcount\ttime_first\ttime_last\tttl_min\tttl_max\n'
        responses "$capture" | awk -f "$here/truth.awk" | sort
    } >"$truth/$name.truth.tsv"
    printf '%6d records  %s\n' "$(grep -vc '^#' "$truth/$name.truth.tsv")" "$name"
done
