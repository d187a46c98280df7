using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Lookup;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>The rows of a result put together by what they have in common; Enter asks about a group.</summary>
internal sealed class GroupScreen(ResultScreen result, LookupGrouping grouping, PublicSuffixList suffixes) : Screen
{
    private readonly ReadOnlyMemory<ResultRow> _rows = result.All;

    public IReadOnlyList<RRsetGroup> Groups { get; private set; } = [];

    public LookupGrouping Grouping => grouping;

    /// <inheritdoc/>
    public override string Title => $"{result.Title} by {LookupGroups.NameOf(grouping)}";

    /// <inheritdoc/>
    public override int Count => Groups.Count;

    /// <inheritdoc/>
    public override Question? Target => Cursor >= Groups.Count ? null
        : grouping == LookupGrouping.Domain && DomainNameFormat.Parse(Groups[Cursor].Name) is { } domain ? Question.Domain(domain)
        : Question.Read(Groups[Cursor].Name);

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        var groups = new RRsetGroups(grouping, suffixes);
        foreach (var row in _rows.Span)
        {
            reading.Stop.ThrowIfCancellationRequested();
            if (row.IsFirst && row.Set.Negative is null) groups.Add(row.Set);
        }

        IReadOnlyList<RRsetGroup> all = [.. groups.All];
        reading.Post(() => Groups = all);
    }
}
