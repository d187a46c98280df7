using PassiveDns.Formats;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Tui.Output;

/// <summary>Names and what is known of them as a table, one line each.</summary>
/// <param name="promptly">See <see cref="TextTable"/>.</param>
/// <param name="withNames">Also how many names a line stands for.</param>
public sealed class NameTable(TextWriter output, bool promptly, bool withNames)
{
    private const int WidestName = 56; // a name in two scripts sticks out

    private readonly TextTable _table = new(
        output,
        promptly,
        [
            new("name", Widest: WidestName), .. withNames ? [new("names", IsNumber: true)] : Array.Empty<TextColumn>(),
            new("RRsets", IsNumber: true), new("types"), new("first"), new("last"), new("count", IsNumber: true),
        ]);

    public void Write(NameSummary summary) => Write(
        summary.Name.Span,
        Quantity.Number(summary.Names),
        Quantity.Number(summary.RRsets),
        string.Join(',', summary.Types.Select(RDataTypes.Mnemonic)),
        UtcText.Seconds(summary.Window.FirstMilliseconds),
        UtcText.Seconds(summary.Window.LastMilliseconds),
        Quantity.Number(summary.Window.Count));

    /// <summary>A name of which there is nothing to count.</summary>
    /// <param name="remark">Why not.</param>
    public void Write(ReadOnlySpan<byte> name, string remark) => Write(name, "", "", remark, "", "", "");

    public void Flush() => _table.Flush();

    private void Write(ReadOnlySpan<byte> name, string names, params string[] cells) =>
        _table.Add([NameText.Of(name, default), .. withNames ? [names] : Array.Empty<string>(), .. cells]);
}
