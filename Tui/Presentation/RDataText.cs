using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Presentation;

/// <summary>The records of an RRset in one cell, sanitised.</summary>
public static class RDataText
{
    /// <summary>The first record, and how many stand behind it: <c>192.0.2.1 +3</c>.</summary>
    public static string First(RRset rrset)
    {
        var all = Records(rrset);
        return all.Count switch { 0 => "", 1 => all[0], _ => $"{all[0]} +{all.Count - 1}" };
    }

    /// <summary>All records, in order.</summary>
    public static IReadOnlyList<string> Records(RRset rrset)
    {
        var records = new List<string>();
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata)) records.Add(TerminalText.Sanitise(RDataFormat.ToText(rrset.Type, rdata)));
        return records;
    }
}
