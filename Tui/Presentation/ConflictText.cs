using System.Globalization;
using PassiveDns.Analyzer.Evidence;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Presentation;

/// <summary>Several answers to one query, side by side: what each came in, and what it says otherwise than the first.</summary>
public static class ConflictText
{
    private const string Indent = "    ";
    private const int RecordsShown = 8; // of an answer, that the other has not

    /// <param name="conflicts">As <see cref="EvidenceFinder.ConflictsOf"/> gives them.</param>
    /// <param name="width">Columns that a line may take.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<IReadOnlyList<Answer>> conflicts, int width)
    {
        foreach (var answers in conflicts)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Indent}{Quantity.Count(answers.Count, "answer")} to the query that frame {answers[^1].FrameNumber} answers:");
            foreach (var line in answers.SelectMany(answer => Lines(answer, answers[0], width))) yield return line;
        }
    }

    /// <summary>The word for the state of a checksum.</summary>
    public static string Checksum(UdpChecksumState state) => state switch
    {
        UdpChecksumState.Correct => "ok",
        UdpChecksumState.Absent => "absent",
        UdpChecksumState.Wrong => "wrong",
        _ => "cut",
    };

    /// <summary>What differs, in words: rcode, rdata, TTLs, flags; or other octets, where it is none of these.</summary>
    public static IEnumerable<string> Differences(AnswerDifference difference)
    {
        if (difference.HasOtherResponseCode) yield return "rcode";
        if (difference.HasOtherRData) yield return "rdata";
        if (difference.HasOtherTtls) yield return "TTL";
        if (difference.HasOtherFlags) yield return "flags";
        if (difference.IsOfOtherOctets) yield return "other octets";
    }

    private static IEnumerable<string> Lines(Answer answer, Answer first, int width)
    {
        var packet = answer.HopLimit is { } limit ? $"IP TTL {limit}, UDP checksum {Checksum(answer.Checksum ?? UdpChecksumState.Unknown)}" : "over TCP";
        yield return string.Create(CultureInfo.InvariantCulture, $"{Indent}  {answer.Number}. frame {answer.FrameNumber}, {packet}, {DnsMessageText.ResponseCode(answer.ResponseCode)}");
        if (answer == first) yield break;
        if (answer.Message is null || first.Message is null)
        {
            yield return $"{Indent}     differs; there were too many answers to keep them all";
            yield break;
        }

        var difference = AnswerDifference.Between(first.Message, answer.Message);
        yield return $"{Indent}     differs from {first.Number} in: {string.Join(", ", Differences(difference))}";
        foreach (var line in Records('-', difference.Removed, width).Concat(Records('+', difference.Added, width))) yield return line;
    }

    private static IEnumerable<string> Records(char sign, IReadOnlyList<string> records, int width)
    {
        const string indent = $"{Indent}       ";
        var room = Math.Max(10, width - indent.Length - 2);
        foreach (var record in records.Take(RecordsShown))
        {
            for (var at = 0; at < record.Length; at += room)
                yield return $"{indent}{(at == 0 ? sign : ' ')} {record.AsSpan(at, Math.Min(room, record.Length - at))}";
        }

        if (records.Count > RecordsShown) yield return $"{indent}{sign} and {Quantity.Count(records.Count - RecordsShown, "record")} more";
    }
}
