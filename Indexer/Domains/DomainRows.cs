using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Domains;

/// <summary>What was counted of a domain on a day, in one source.</summary>
internal sealed class DomainRow
{
    public DomainFigures Figures;

    /// <summary>Place in the list of sources that the walk is about.</summary>
    public int Source { get; set; }

    public SightingStatus Status { get; set; }

    public NameSample Names { get; } = new();

    /// <summary>By source, then status: what makes a row.</summary>
    public static int CompareIdentity(DomainRow a, DomainRow b) => a.Source != b.Source ? a.Source.CompareTo(b.Source) : a.Status.CompareTo(b.Status);

    public void Add(DomainRow other)
    {
        Figures.Add(other.Figures);
        Names.Add(other.Names);
    }

    public void Clear()
    {
        Figures = default;
        Names.Clear();
    }
}

/// <summary>Rows that are used again.</summary>
internal sealed class DomainRows
{
    private static readonly Comparer<DomainRow> Order = Comparer<DomainRow>.Create(DomainRow.CompareIdentity);

    private readonly List<DomainRow> _rows = [];

    public int Count { get; private set; }

    public DomainRow this[int index] => _rows[index];

    public void Clear() => Count = 0;

    /// <summary>Gives an empty row at the end.</summary>
    public DomainRow Add(int source, SightingStatus status)
    {
        if (Count == _rows.Count) _rows.Add(new DomainRow());
        var row = _rows[Count++];
        row.Clear();
        (row.Source, row.Status) = (source, status);
        return row;
    }

    /// <summary>Puts sources in the place of others; rows of those with <see cref="RRsetMerge.LeftOut"/> go. To be followed by <see cref="Unite"/>.</summary>
    public void Map(int[] map)
    {
        var count = Count;
        Count = 0;
        for (var i = 0; i < count; i++)
        {
            var row = _rows[i];
            if (map[row.Source] is not (var source and not RRsetMerge.LeftOut)) continue;
            row.Source = source;
            (_rows[Count], _rows[i]) = (row, _rows[Count]);
            Count++;
        }
    }

    /// <summary>Takes rows of another walk, as <see cref="Map"/> does it.</summary>
    public void Add(DomainRows others, int[] map)
    {
        for (var i = 0; i < others.Count; i++)
        {
            if (map[others[i].Source] is var source and not RRsetMerge.LeftOut) Add(source, others[i].Status).Add(others[i]);
        }
    }

    /// <summary>Puts the rows in order, and adds up those that are one.</summary>
    public void Unite()
    {
        if (Count < 2) return;
        _rows.Sort(0, Count, Order);
        var last = 0;
        for (var i = 1; i < Count; i++)
        {
            if (DomainRow.CompareIdentity(_rows[last], _rows[i]) == 0) _rows[last].Add(_rows[i]);
            else (_rows[++last], _rows[i]) = (_rows[i], _rows[last]);
        }

        Count = last + 1;
    }
}

/// <summary>Walks domain-days in the order of their keys, each once.</summary>
internal interface IDomainCursor : IKeyCursor
{
    /// <summary>Of the current domain-day, at least one, by <see cref="DomainRow.CompareIdentity"/>; valid until the next move.</summary>
    DomainRows Rows { get; }
}
