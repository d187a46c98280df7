using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Screens;

/// <summary>Which rows of a result are shown, and in which order.</summary>
public sealed record Arrangement
{
    /// <summary>All rows as they were found.</summary>
    public static Arrangement AsFound { get; } = new();

    /// <summary>Null leaves them as they were found.</summary>
    public ResultColumn? SortBy { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>Text that owner, type or rdata has to contain, letter case aside; with <c>!</c> before it, must not. Empty for all.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Windows that begin or end outside are left out as a lookup leaves them out.</summary>
    public TimeFence Fence { get; init; }

    public bool IsAsFound => this == AsFound;

    public bool IsNarrowing => Filter.Length > 0 || Fence != default;

    /// <summary>The places of the rows that are shown, in their order.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public int[] Of(ReadOnlySpan<ResultRow> rows, CancellationToken stop)
    {
        var places = new List<int>(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            if ((i & 0xfff) == 0) stop.ThrowIfCancellationRequested();
            if (Admits(rows[i])) places.Add(i);
        }

        var order = places.ToArray();
        if (SortBy is not { } column) return order;
        var sorted = new ResultRow[order.Length];
        for (var i = 0; i < order.Length; i++) sorted[i] = rows[order[i]];
        Array.Sort(sorted, order, new RowOrder(column, IsDescending, stop));
        return order;
    }

    private bool Admits(ResultRow row)
    {
        if (!Fence.Admits(row.Set.Window)) return false;
        if (Filter.Length == 0) return true;
        var isWanted = Filter[0] != '!';
        var text = isWanted ? Filter : Filter[1..];
        return (Contains(row.OwnerText(), text) || Contains(row.RDataText(), text) || Contains(row.TypeText(), text)) == isWanted;
    }

    private static bool Contains(string cell, string text) => cell.Contains(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Rows of one RRset stay together: by its key where the column does not tell them apart.</summary>
    private sealed class RowOrder(ResultColumn column, bool isDescending, CancellationToken stop) : IComparer<ResultRow>
    {
        private readonly RRsetOrder _order = new([new SortTerm(KeyOf(column), isDescending)]);
        private int _compared;

        public int Compare(ResultRow x, ResultRow y)
        {
            if ((++_compared & 0xffff) == 0 && stop.IsCancellationRequested) throw new OperationCanceledException(stop);
            if (column is ResultColumn.Bailiwick or ResultColumn.Vantage && CompareText(x, y) is var byText and not 0) return isDescending ? -byText : byText;
            if (column == ResultColumn.RData && x.Set.Type == y.Set.Type && x.Set.Type is Formats.Dns.RRType.A or Formats.Dns.RRType.AAAA
                && x.RData.SequenceCompareTo(y.RData) is var byRecord and not 0) return isDescending ? -byRecord : byRecord;
            var bySet = _order.Compare(x.Set, y.Set);
            return bySet != 0 ? bySet : x.RDataStart.CompareTo(y.RDataStart);
        }

        private int CompareText(ResultRow x, ResultRow y) => column == ResultColumn.Bailiwick
            ? string.CompareOrdinal(x.BailiwickText(), y.BailiwickText())
            : x.Vantage.CompareTo(y.Vantage);

        private static SortKey KeyOf(ResultColumn column) => column switch
        {
            ResultColumn.Type => SortKey.Type,
            ResultColumn.RData => SortKey.Data,
            ResultColumn.First => SortKey.First,
            ResultColumn.Last => SortKey.Last,
            ResultColumn.Count => SortKey.Count,
            ResultColumn.Window => SortKey.Duration,
            _ => SortKey.Name,
        };
    }
}
