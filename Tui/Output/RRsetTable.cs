using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as a table, one line per record; owner, type and window stand on an RRset's first line only.</summary>
/// <param name="columns">Width of the terminal: rdata that is neither address nor name is cut to half of it. Null cuts nothing.</param>
public sealed class RRsetTable(TextWriter output, int? columns, bool withStatus) : IRRsetWriter
{
    private const int WidestRData = 48; // an IPv6 address or a usual name; keys and signatures are longer by far

    private readonly TextTable _table = new(output, promptly: columns is not null, withStatus ? [.. Columns, new("status")] : Columns);

    private static TextColumn[] Columns =>
        [new("rrname"), new("rrtype"), new("rdata", Widest: WidestRData), new("first"), new("last"), new("count", IsNumber: true), new("bailiwick")];

    /// <summary>Records of which not all was shown.</summary>
    public long RecordsCut { get; private set; }

    public void Write(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        string[] lead = [DomainNameFormat.ToText(owner[..rrset.ReadOwner(owner)]), RDataTypes.Mnemonic(rrset.Type)];
        string[] tail =
        [
            UtcText.Seconds(rrset.Window.FirstMilliseconds), UtcText.Seconds(rrset.Window.LastMilliseconds),
            Quantity.Number(rrset.Window.Count), rrset.ReadBailiwick(owner) is var length and > 0 ? DomainNameFormat.ToText(owner[..length]) : "-", .. withStatus ? [StatusText.Of(rrset.Status)] : Array.Empty<string>(),
        ];
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            _table.Add([.. lead, Shorten(rrset.Type, RDataFormat.ToText(rrset.Type, rdata)), .. tail]);
            Array.Fill(lead, "");
            Array.Fill(tail, "");
        }
    }

    public void Finish() => _table.Flush();

    private string Shorten(RRType type, string rdata)
    {
        if (columns is not { } width || rdata.Length <= width / 2 || HoldsNameOrAddress(type)) return rdata;
        RecordsCut++;
        return string.Concat(rdata.AsSpan(0, (width / 2) - 1), "…");
    }

    private static bool HoldsNameOrAddress(RRType type) =>
        type is RRType.A or RRType.AAAA or RRType.NS or RRType.CNAME or RRType.DNAME or RRType.PTR or RRType.MX or RRType.SRV;
}
