using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Output;

/// <summary>Differences for people, as diff(1) shows them: owner and type, below them with a sign what one side has. Fits 80 columns.</summary>
/// <param name="columns">Width of the terminal: rdata that is longer is cut. Null cuts nothing.</param>
public sealed class DifferenceTable(TextWriter output, int? columns)
{
    private const string Lead = "  - ";
    private const int NarrowestRData = 15; // an IPv4 address

    private readonly int _rdataWidth = Math.Max(NarrowestRData, (columns ?? Commands.CommandContext.UsualColumns) - Lead.Length - 2 - Window("first", "last", "count").Length);

    private RRset? _last;

    /// <summary>Records of which not all was shown.</summary>
    public long RecordsCut { get; private set; }

    /// <summary>Says what the signs stand for.</summary>
    public void WriteHeads(string earlier, string later)
    {
        output.WriteLine($"--- {TerminalText.Sanitise(earlier)}");
        output.WriteLine($"+++ {TerminalText.Sanitise(later)}");
        output.WriteLine(WithWindow("    rdata", Window("first", "last", "count")));
    }

    public void Write(RRsetDifference difference)
    {
        var rrset = difference.RRset;
        if (_last is null || !RRsetComparison.IsOneSet(_last, rrset)) WriteOwner(difference.Change, rrset);
        _last = rrset;
        var lead = difference.IsLater ? "  + " : Lead;
        string? window = Window(
            UtcText.Seconds(rrset.Window.FirstMilliseconds), UtcText.Seconds(rrset.Window.LastMilliseconds), Quantity.Number(rrset.Window.Count));
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            var line = lead + Shorten(TerminalText.Sanitise(RDataFormat.ToText(rrset.Type, rdata)));
            if (window is not null && line.Length <= Lead.Length + _rdataWidth) (line, window) = (WithWindow(line, window), null);
            output.WriteLine(line);
            lead = "    ";
        }

        if (window is not null) output.WriteLine(WithWindow("", window));
        if (columns is not null) output.Flush();
    }

    private void WriteOwner(RRsetChange change, RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        var word = change switch
        {
            RRsetChange.Appeared => "appeared",
            RRsetChange.Vanished => "vanished",
            _ => "changed ",
        };
        output.WriteLine($"{word}  {TerminalText.Sanitise(NameText.Of(owner[..rrset.ReadOwner(owner)], default))} {RDataTypes.Mnemonic(rrset.Type)}");
    }

    private string Shorten(string record)
    {
        var room = Math.Max(NarrowestRData, (columns ?? int.MaxValue) - Lead.Length);
        if (record.Length <= room) return record;
        RecordsCut++;
        return string.Concat(record.AsSpan(0, room - 1), "…");
    }

    private string WithWindow(string line, string window) => $"{line.PadRight(Lead.Length + _rdataWidth)}  {window}";

    private static string Window(string first, string last, string count) => $"{first,-20}  {last,-20}  {count,6}";
}
