using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>A source's account as sums that add up before the reader's eyes; terms of zero are left out.</summary>
public static class AccountingText
{
    private static readonly Dictionary<string, string> Singulars = new(StringComparer.Ordinal)
    {
        ["responses"] = "response",
        ["queries"] = "query",
        ["responses with nothing to keep"] = "response with nothing to keep",
        ["fragments"] = "fragment",
        ["TCP segments"] = "TCP segment",
        ["matched responses"] = "matched response",
    };

    /// <summary>Everything there is to say, line by line.</summary>
    /// <param name="columns">Longest line.</param>
    public static IEnumerable<string> Lines(Accounting accounting, int columns) =>
    [
        .. Frames(accounting, columns),
        .. UnsupportedLinkTypes(accounting, columns),
        .. Encapsulations(accounting, columns),
        .. Messages(accounting, columns),
        .. Facts(accounting, columns),
    ];

    /// <summary><c>12,034 frames = 5,120 responses + 5,200 queries + 1,714 not DNS</c>, broken into lines.</summary>
    public static IEnumerable<string> Frames(Accounting accounting, int columns)
    {
        var terms = Enum.GetValues<FrameOutcome>().Select(outcome => (accounting[outcome], Text(outcome)));
        return Sum(accounting.FramesRead, "frame", terms, columns);
    }

    /// <summary>The same of DNS messages; nothing when there were none.</summary>
    public static IEnumerable<string> Messages(Accounting accounting, int columns)
    {
        var outcomes = Enum.GetValues<MessageOutcome>();
        var messages = outcomes.Sum(outcome => accounting[outcome]);
        return messages == 0 ? [] : Sum(messages, "message", outcomes.Select(outcome => (accounting[outcome], Text(outcome))), columns);
    }

    /// <summary>Facts that are no part of a sum.</summary>
    public static IEnumerable<string> Facts(Accounting accounting, int columns) =>
        List("", Enum.GetValues<AnalysisFact>().Where(fact => fact != AnalysisFact.Observations && accounting[fact] > 0)
            .Select(fact => $"{Text(fact)}: {Quantity.Number(accounting[fact])}"), columns);

    /// <summary>What was opened to find packets, and in how many frames.</summary>
    public static IEnumerable<string> Encapsulations(Accounting accounting, int columns) =>
        List("opened: ", Enum.GetValues<Encapsulation>().Where(encapsulation => accounting[encapsulation] > 0)
            .Select(encapsulation => $"{Text(encapsulation)} in {Quantity.Count(accounting[encapsulation], "frame")}"), columns);

    /// <summary>Link types that are not decoded, by number and name.</summary>
    public static IEnumerable<string> UnsupportedLinkTypes(Accounting accounting, int columns) =>
        List("link types not decoded: ", accounting.UnsupportedLinkTypes
            .Select(type => $"{type.Key} {LinkTypeName.Of(type.Key)} ({Quantity.Count(type.Value, "frame")})"), columns);

    public static string Text(Encapsulation encapsulation) => encapsulation switch
    {
        Encapsulation.Vlan => "VLAN tags",
        Encapsulation.Mpls => "MPLS",
        Encapsulation.ProviderBackbone => "802.1ah",
        Encapsulation.Nsh => "NSH",
        Encapsulation.PppOverEthernet => "PPPoE",
        Encapsulation.BridgedEthernet => "bridged Ethernet",
        Encapsulation.IPv4InIp => "IPv4 in IP",
        Encapsulation.IPv6InIp => "IPv6 in IP",
        Encapsulation.Gre => "GRE",
        Encapsulation.Erspan => "ERSPAN",
        Encapsulation.EtherIp => "EtherIP",
        Encapsulation.L2tp => "L2TP",
        Encapsulation.Gtp => "GTP-U",
        Encapsulation.Teredo => "Teredo",
        Encapsulation.Vxlan => "VXLAN",
        Encapsulation.Geneve => "Geneve",
        _ => throw new ArgumentOutOfRangeException(nameof(encapsulation)),
    };

    public static string Text(FrameOutcome outcome) => outcome switch
    {
        FrameOutcome.Response => "responses",
        FrameOutcome.Query => "queries",
        FrameOutcome.ResponseNotKept => "responses with nothing to keep",
        FrameOutcome.MessageNotArchived => "other opcodes and classes",
        FrameOutcome.MulticastDns => "multicast DNS",
        FrameOutcome.Llmnr => "LLMNR",
        FrameOutcome.QuotedInIcmp => "quoted in ICMP errors",
        FrameOutcome.EncryptedDns => "of encrypted DNS",
        FrameOutcome.Fragment => "fragments",
        FrameOutcome.TcpSegment => "TCP segments",
        FrameOutcome.NotDns => "not DNS",
        FrameOutcome.NotIp => "not IP",
        FrameOutcome.Encapsulated => "encrypted or not opened",
        FrameOutcome.NestedTooDeep => "nested too deep",
        FrameOutcome.CutBySnapLength => "cut by the snap length",
        FrameOutcome.UnsupportedLinkType => "of an unsupported link type",
        FrameOutcome.MalformedLink => "with a malformed link header",
        FrameOutcome.MalformedEncapsulation => "with a malformed tag or tunnel header",
        FrameOutcome.MalformedIp => "with a malformed IP header",
        FrameOutcome.MalformedFragment => "with a contradictory fragment",
        FrameOutcome.MalformedUdp => "with a malformed UDP header",
        FrameOutcome.MalformedTcp => "with a malformed TCP header",
        FrameOutcome.MalformedDns => "malformed DNS",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    public static string Text(MessageOutcome outcome) => outcome switch
    {
        MessageOutcome.Query => "queries",
        MessageOutcome.Matched => "matched responses",
        MessageOutcome.Unsolicited => "unsolicited",
        MessageOutcome.Conflicting => "conflicting",
        MessageOutcome.Duplicate => "repeated",
        MessageOutcome.WithoutRecords => "without records",
        MessageOutcome.OtherOpcode => "of other opcodes",
        MessageOutcome.OtherClass => "of other classes",
        MessageOutcome.MalformedTruncated => "malformed (cut short)",
        MessageOutcome.MalformedNameTooLong => "malformed (name too long)",
        MessageOutcome.MalformedReservedLabelType => "malformed (reserved label type)",
        MessageOutcome.MalformedPointerNotBackward => "malformed (pointer not backward)",
        MessageOutcome.MalformedTooManyPointers => "malformed (too many pointers)",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    public static string Text(AnalysisFact fact) => fact switch
    {
        AnalysisFact.PartialMessages => "messages kept in part",
        AnalysisFact.TruncatedResponses => "truncated responses (TC)",
        AnalysisFact.TrailingOctets => "messages with octets behind their end",
        AnalysisFact.OtherClassRecords => "records of other classes",
        AnalysisFact.ZoneTransferResponses => "zone transfer responses",
        AnalysisFact.UnansweredQueries => "unanswered queries",
        AnalysisFact.QueriesPushedOut => "open queries pushed out",
        AnalysisFact.IncompleteDatagrams => "incomplete datagrams",
        AnalysisFact.OverlappingFragments => "datagrams with overlapping fragments",
        AnalysisFact.StreamsWithGap => "TCP streams with a gap",
        AnalysisFact.StreamsPushedOut => "TCP streams pushed out",
        AnalysisFact.EncryptedDnsFlows => "flows of encrypted DNS",
        AnalysisFact.Observations => "observations",
        AnalysisFact.NegativeAnswers => "negative answers",
        AnalysisFact.ChecksumAbsent => "responses without a UDP checksum",
        AnalysisFact.ChecksumWrong => "responses with a wrong UDP checksum",
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>Terms one behind the other; nothing where there are none.</summary>
    private static IEnumerable<string> List(string start, IEnumerable<string> terms, int columns)
    {
        var all = terms.ToList();
        return all.Count == 0 ? [] : Fold(start, all, ", ", columns);
    }

    private static IEnumerable<string> Sum(long total, string unit, IEnumerable<(long Number, string Text)> terms, int columns)
    {
        var sum = Quantity.Count(total, unit);
        return Fold(total == 0 ? sum : sum + " = ", terms.Where(term => term.Number > 0).Select(Term), " + ", columns);
    }

    private static string Term((long Number, string Text) term) =>
        $"{Quantity.Number(term.Number)} {(term.Number == 1 ? Singulars.GetValueOrDefault(term.Text, term.Text) : term.Text)}";

    /// <summary>Puts terms on lines; a line that goes on ends with the separator, and continues indented.</summary>
    private static IEnumerable<string> Fold(string start, IEnumerable<string> terms, string separator, int columns)
    {
        var line = start;
        var isFirst = true;
        foreach (var term in terms)
        {
            var joined = isFirst ? line + term : line + separator + term;
            if (joined.Length + separator.Length > columns && line.Trim().Length > 0)
            {
                yield return (isFirst ? line : line + separator).TrimEnd();
                joined = "    " + term;
            }

            line = joined;
            isFirst = false;
        }

        if (line.Length > 0) yield return line;
    }
}
