using System.Globalization;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as a table, one line per record; owner, type and window stand on an RRset's first line only.</summary>
/// <remarks>On a narrow terminal the bailiwick is told by its distance: <c>self</c> is the owner's own zone, <c>+1</c> the name above it.</remarks>
/// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
public sealed class RRsetTable(TextWriter output, OutputStyle style, IReadOnlyList<SourceRecord> sources) : IRRsetWriter
{
    private const int WidestRData = 48; // an IPv6 address or a usual name; keys and signatures are longer by far

    private readonly ResultTable _table = new(
        output, style, sources,
        [
            new("rrname", Cut: TextCut.Start), new("rrtype"), new("rdata", Widest: WidestRData, Cut: TextCut.End), new("first"), new("last"),
            new("count", IsNumber: true), ResultTable.IsNarrow(style) ? new("zone") : new("bailiwick", Cut: TextCut.Start),
        ]);

    /// <inheritdoc cref="ResultTable.CellsCut"/>
    public long CellsCut => _table.CellsCut;

    public void Answer(string question) => _table.Answer(question);

    public void Write(RRset rrset)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        Span<byte> text = stackalloc byte[DomainNameFormat.MaxTextLength];
        string[] lead =
            [Encoding.ASCII.GetString(text[..style.Owners.Write(name[..rrset.ReadOwner(name)], text)]), RDataTypes.Mnemonic(rrset.Type)];
        string[] tail =
        [
            _table.Time(rrset.Window.FirstMilliseconds), _table.Time(rrset.Window.LastMilliseconds), Quantity.Number(rrset.Window.Count),
            Bailiwick(rrset),
        ];
        var set = rrset.RDataSet;
        for (RRset? result = rrset; RRsetKey.TryReadRData(ref set, out var rdata); result = null)
        {
            _table.Add([.. lead, RDataFormat.ToText(rrset.Type, rdata), .. tail], result);
            Array.Fill(lead, "");
            Array.Fill(tail, "");
        }
    }

    /// <summary>Where there is no room for the name, how many labels it lies above the owner.</summary>
    private string Bailiwick(RRset rrset)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        if (rrset.BailiwickLabels is not { } labels) return "-";
        if (!ResultTable.IsNarrow(style)) return DomainNameFormat.ToText(name[..rrset.ReadBailiwick(name)]);
        var above = DomainName.LabelCount(name[..rrset.ReadOwner(name)]) - labels;
        return above == 0 ? "self" : string.Create(CultureInfo.InvariantCulture, $"+{above}");
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "") => _table.Flush();
}
