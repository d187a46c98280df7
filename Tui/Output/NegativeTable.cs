using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>Negative answers as a table, one line each; <c>-</c> where the answer named no zone.</summary>
/// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
public sealed class NegativeTable(TextWriter output, OutputStyle style, IReadOnlyList<SourceRecord> sources) : IRRsetWriter
{
    private readonly ResultTable _table = new(
        output, style, sources,
        [new("rrname", Cut: TextCut.Start), new("qtype"), new("rcode"), new("zone", Cut: TextCut.Start), new("first"), new("last"), new("count", IsNumber: true)]);

    /// <inheritdoc cref="ResultTable.CellsCut"/>
    public long CellsCut => _table.CellsCut;

    public void Answer(string question) => _table.Answer(question);

    public void Write(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        _table.Add(
        [
            NameText.Of(owner[..rrset.ReadOwner(owner)], style.Owners), RDataTypes.Mnemonic(rrset.Type), NegativeText.Of(rrset.Negative!.Value.Kind),
            NegativeText.Zone(rrset) ?? "-", _table.Time(rrset.Window.FirstMilliseconds), _table.Time(rrset.Window.LastMilliseconds),
            Quantity.Number(rrset.Window.Count),
        ], rrset);
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "") => _table.Flush();
}
