using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>A source's account as sums that add up before the reader's eyes; terms of zero are left out.</summary>
public static class AccountingText
{
    private static readonly Dictionary<string, string> Singulars = new(StringComparer.Ordinal)
    {
        ["responses"] = "response",
        ["queries"] = "query",
        ["responses without RRsets to keep"] = "response without RRsets to keep",
        ["fragments"] = "fragment",
        ["TCP segments"] = "TCP segment",
        ["matched responses"] = "matched response",
    };

    /// <summary><c>12,034 frames = 5,120 responses + 5,200 queries + 1,714 not DNS</c>, broken into lines.</summary>
    /// <param name="columns">Longest line.</param>
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

    /// <summary>What else there is to say, term by term.</summary>
    public static IEnumerable<string> Facts(Accounting accounting, int columns) =>
        Fold("", Enum.GetValues<AnalysisFact>().Where(fact => fact != AnalysisFact.Observations && accounting[fact] > 0)
            .Select(fact => $"{Text(fact)}: {Quantity.Number(accounting[fact])}"), ", ", columns);

    public static string Text(FrameOutcome outcome) => outcome switch
    {
        FrameOutcome.Response => "responses",
        FrameOutcome.Query => "queries",
        FrameOutcome.ResponseNotKept => "responses without RRsets to keep",
        FrameOutcome.MessageNotArchived => "other opcodes and classes",
        FrameOutcome.MulticastDns => "multicast DNS",
        FrameOutcome.Llmnr => "LLMNR",
        FrameOutcome.QuotedInIcmp => "quoted in ICMP errors",
        FrameOutcome.Fragment => "fragments",
        FrameOutcome.TcpSegment => "TCP segments",
        FrameOutcome.NotDns => "not DNS",
        FrameOutcome.NotIp => "not IP",
        FrameOutcome.Encapsulated => "encapsulated",
        FrameOutcome.CutBySnapLength => "cut by the snap length",
        FrameOutcome.UnsupportedLinkType => "of an unsupported link type",
        FrameOutcome.MalformedLink => "with a malformed link header",
        FrameOutcome.MalformedIp => "with a malformed IP header",
        FrameOutcome.MalformedTransport => "with a malformed UDP or TCP header",
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
        MessageOutcome.Malformed => "malformed",
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
        AnalysisFact.StreamsWithGap => "TCP streams with a gap",
        AnalysisFact.StreamsPushedOut => "TCP streams pushed out",
        AnalysisFact.Observations => "observations",
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

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
