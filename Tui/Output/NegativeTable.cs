using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>Negative answers as a table, one line each; <c>-</c> where the answer named no zone.</summary>
/// <param name="isTerminal">Somebody is waiting for the first lines.</param>
public sealed class NegativeTable(TextWriter output, bool isTerminal, bool withStatus) : IRRsetWriter
{
    private readonly TextTable _table = new(output, promptly: isTerminal, withStatus ? [.. Columns, new("status")] : Columns);

    private static TextColumn[] Columns =>
        [new("rrname"), new("qtype"), new("rcode"), new("zone"), new("first"), new("last"), new("count", IsNumber: true)];

    public void Write(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        _table.Add(
        [
            DomainNameFormat.ToText(owner[..rrset.ReadOwner(owner)]), RDataTypes.Mnemonic(rrset.Type), NegativeText.Of(rrset.Negative!.Value.Kind),
            NegativeText.Zone(rrset) ?? "-", UtcText.Seconds(rrset.Window.FirstMilliseconds), UtcText.Seconds(rrset.Window.LastMilliseconds),
            Quantity.Number(rrset.Window.Count), .. withStatus ? [StatusText.Of(rrset.Status)] : Array.Empty<string>(),
        ]);
    }

    public void Finish() => _table.Flush();
}
