# Records of DNS responses, out of the text that tshark prints for a frame and its DNS messages (truth.sh):
#
#     Epoch Time: 1795460139.230981000 seconds
#     Answers
#         university.example: type MX, class IN, preference 10, mx mx1.university.example
#             Name: university.example
#             Type: MX (Mail eXchange) (15)
#             ...

BEGIN {
    OFS = "\t"
    n = split("Answers|Authoritative nameservers|Additional records", titles, "|")
    for (i = 1; i <= n; i++) section["    " titles[i]] = 1
}

/^[^ ]/                     { close_record(); inside = 0 }
/^    Epoch Time: /         { time = $3 }
/^    [^ ]/                 { close_record(); inside = $0 in section }
inside && /^        [^ ]/   { close_record(); open = 1 }
open && /^            [^ ]/ { field(substr($0, 13)) }
END                         { close_record(); for (key in count) print key, count[key], first[key], last[key], lowest[key], highest[key] }

function field(text,    colon, label, content) {
    colon = index(text, ": ")
    label = substr(text, 1, colon - 1)
    content = substr(text, colon + 2)
    if (label == "TXT") strings = strings (strings == "" ? "" : " ") quoted(content)
    else if (label == "Address" || label == "AAAA Address") value["address"] = content
    else value[label] = content
}

function close_record(    type, owner) {
    if (open && value["Class"] ~ /^IN /) {
        type = first_word(value["Type"])
        if (type == "Unknown") type = "TYPE" number_of(value["Type"])
        owner = value["Name"]
        if (type == "SRV") owner = value["Service"] "." value["Protocol"] "." owner     # tshark splits them
        keep(name(owner), type, rdata(type), first_word(value["Time to live"]) + 0)
    }
    open = 0
    strings = ""
    delete value
}

function rdata(type) {
    if (type == "A" || type == "AAAA") return value["address"]
    if (type == "NS") return name(value["Name Server"])
    if (type == "CNAME") return name(value["CNAME"])
    if (type == "PTR") return name(value["Domain Name"])
    if (type == "DNAME") return name(value["Dname"])
    if (type == "MX") return value["Preference"] " " name(value["Mail Exchange"])
    if (type == "TXT") return strings
    if (type == "SRV") return value["Priority"] " " value["Weight"] " " value["Port"] " " name(value["Target"])
    if (type == "SOA") return name(value["Primary name server"]) " " name(value["Responsible authority's mailbox"]) " " \
        value["Serial Number"] " " first_word(value["Refresh Interval"]) " " first_word(value["Retry Interval"]) " " \
        first_word(value["Expire limit"]) " " first_word(value["Minimum TTL"])
    return "-"
}

function first_word(text) { sub(/ .*/, "", text); return text }

# number_of("Unknown (65280)"): what stands in the last parentheses
function number_of(text) { sub(/.*\(/, "", text); sub(/\).*/, "", text); return text }

function name(text) { return text == "<Root>" || text == "" ? "." : tolower(text) "." }

function quoted(text) { gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); return "\"" text "\"" }

function keep(owner, type, data, ttl,    key) {
    key = owner OFS type OFS data
    if (!(key in count)) { first[key] = last[key] = time; lowest[key] = highest[key] = ttl }
    if (time "" < first[key] "") first[key] = time
    if (time "" > last[key] "") last[key] = time
    if (ttl < lowest[key]) lowest[key] = ttl
    if (ttl > highest[key]) highest[key] = ttl
    count[key]++
}
