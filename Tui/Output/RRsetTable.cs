using System.Globalization;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as a table, one line per record; owner, type and window stand on an RRset's first line only.</summary>
/// <remarks>On a narrow terminal the bailiwick is told by its distance: <c>self</c> is the owner's own zone, <c>+1</c> the name above it.</remarks>
/// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
public sealed class RRsetTable(TextWriter output, OutputStyle style, IReadOnlyList<SourceRecord> sources) : IRRsetWriter
{
    private const int WidestName = 56; // a name in two scripts sticks out
    private const int WidestRData = 48; // an IPv6 address or a usual name; keys and signatures are longer by far

    private readonly ResultTable _table = new(
        output, style, sources,
        [
            new("rrname", Widest: WidestName, Cut: TextCut.Start), new("rrtype"), new("rdata", Widest: WidestRData, Cut: TextCut.End), new("first"), new("last"),
            new("count", IsNumber: true), ResultTable.IsNarrow(style) ? new("zone") : new("bailiwick", Cut: TextCut.Start),
        ]);

    /// <inheritdoc cref="ResultTable.CellsCut"/>
    public long CellsCut => _table.CellsCut;

    public void Answer(string question) => _table.Answer(question);

    public void Write(RRset rrset)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        string[] lead = [NameText.Of(name[..rrset.ReadOwner(name)], style.Owners), RDataTypes.Mnemonic(rrset.Type)];
        string[] tail =
        [
            _table.Time(rrset.Window.FirstMilliseconds), _table.Time(rrset.Window.LastMilliseconds), Quantity.Number(rrset.Window.Count),
            Bailiwick(rrset),
        ];
        var set = rrset.RDataSet;
        for (RRset? result = rrset; RRsetKey.TryReadRData(ref set, out var rdata); result = null)
        {
            _table.Add([.. lead, RData(rrset.Type, rdata), .. tail], result);
            Array.Fill(lead, "");
            Array.Fill(tail, "");
        }
    }

    private string RData(RRType type, ReadOnlySpan<byte> rdata)
    {
        var form = new OwnerForm { IsDefanged = style.Owners.IsDefanged };
        var isName = type is (RRType.NS or RRType.CNAME or RRType.DNAME or RRType.PTR) && DomainName.TryMeasure(rdata, out var length) && length == rdata.Length;
        if (isName) return NameText.Of(rdata, form);
        var text = RDataFormat.ToText(type, rdata);
        return form.IsDefanged && type is (RRType.A or RRType.AAAA or RRType.MX or RRType.SRV) ? Defang.Text(text) : text;
    }

    /// <summary>Where there is no room for the name, how many labels it lies above the owner.</summary>
    private string Bailiwick(RRset rrset)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        if (rrset.BailiwickLabels is not { } labels) return "-";
        if (!ResultTable.IsNarrow(style)) return NameText.Plain(name[..rrset.ReadBailiwick(name)], new OwnerForm { IsDefanged = style.Owners.IsDefanged });
        var above = DomainName.LabelCount(name[..rrset.ReadOwner(name)]) - labels;
        return above == 0 ? "self" : string.Create(CultureInfo.InvariantCulture, $"+{above}");
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "") => _table.Flush();
}
