using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>Holds two sides against each other, RRset by RRset, and tells what only one of them has.</summary>
/// <remarks>Both are read once, side by side in key order, so that memory does not grow with them.</remarks>
/// <param name="earlier">In key order, each owner, type and rdata once.</param>
/// <param name="later">The same.</param>
public sealed class RRsetComparison(IEnumerable<RRset> earlier, IEnumerable<RRset> later)
{
    /// <summary>RRsets of one owner and type held back, so that those that went stand before those that came; with more of them the two mingle.</summary>
    private const int MostHeld = 1_000;

    private readonly List<RRset> _came = [];

    /// <summary>Owners and types that only the later side has, as far as was read; so are the other counts.</summary>
    public long Appeared { get; private set; }

    /// <summary>Owners and types that only the earlier side has.</summary>
    public long Vanished { get; private set; }

    /// <summary>Owners and types for which the sides have different RRsets.</summary>
    public long Changed { get; private set; }

    /// <summary>Owners and types for which the sides have the same RRsets.</summary>
    public long Same { get; private set; }

    /// <summary>Owners and types that differ.</summary>
    public long Different => Appeared + Vanished + Changed;

    /// <summary>What differs, in key order of owner and type; of each first what only the earlier side has. To be read once.</summary>
    public IEnumerable<RRsetDifference> Differences()
    {
        using var before = new Side(earlier);
        using var after = new Side(later);
        while (before.Current is not null || after.Current is not null)
        {
            var order = Side.CompareSets(before.Current, after.Current);
            var differences = order < 0 ? Gone(before) : order > 0 ? Come(after) : Both(before, after);
            foreach (var difference in differences) yield return difference;
        }
    }

    /// <summary>Two RRsets are of one owner and type.</summary>
    public static bool IsOneSet(RRset a, RRset b) => Side.CompareSets(a, b) == 0;

    private IEnumerable<RRsetDifference> Gone(Side before)
    {
        Vanished++;
        foreach (var rrset in before.TakeSet()) yield return new RRsetDifference(RRsetChange.Vanished, IsLater: false, rrset);
    }

    private IEnumerable<RRsetDifference> Come(Side after)
    {
        Appeared++;
        foreach (var rrset in after.TakeSet()) yield return new RRsetDifference(RRsetChange.Appeared, IsLater: true, rrset);
    }

    private IEnumerable<RRsetDifference> Both(Side before, Side after)
    {
        var set = before.Current!;
        var isChanged = false;
        while (before.IsIn(set) || after.IsIn(set))
        {
            var order = !after.IsIn(set) ? -1 : !before.IsIn(set) ? 1 : before.Current!.RDataSet.SequenceCompareTo(after.Current!.RDataSet);
            if (order != 0 && !isChanged) Changed++; // at once: who reads the differences may count them
            isChanged |= order != 0;
            if (order < 0) yield return new RRsetDifference(RRsetChange.Changed, IsLater: false, before.Current!);
            else if (order > 0) _came.Add(after.Current!);
            if (order <= 0) before.Advance();
            if (order >= 0) after.Advance();
            if (_came.Count < MostHeld) continue;
            foreach (var rrset in _came) yield return new RRsetDifference(RRsetChange.Changed, IsLater: true, rrset);
            _came.Clear();
        }

        foreach (var rrset in _came) yield return new RRsetDifference(RRsetChange.Changed, IsLater: true, rrset);
        _came.Clear();
        if (!isChanged) Same++;
    }

    /// <summary>One side, read forward.</summary>
    private sealed class Side : IDisposable
    {
        private readonly IEnumerator<RRset> _rrsets;

        public Side(IEnumerable<RRset> rrsets)
        {
            _rrsets = rrsets.GetEnumerator();
            Advance();
        }

        /// <summary>Null at the end.</summary>
        public RRset? Current { get; private set; }

        public void Advance() => Current = _rrsets.MoveNext() ? _rrsets.Current : null;

        public bool IsIn(RRset set) => CompareSets(Current, set) == 0;

        /// <summary>The RRsets of the owner and type that are current, which are passed by.</summary>
        public IEnumerable<RRset> TakeSet()
        {
            for (var set = Current!; IsIn(set); Advance()) yield return Current!;
        }

        /// <summary>By owner and type; the end comes last.</summary>
        public static int CompareSets(RRset? a, RRset? b)
        {
            if (a is null || b is null) return (a is null ? 1 : 0) - (b is null ? 1 : 0);
            return OwnerAndType(a).SequenceCompareTo(OwnerAndType(b));
        }

        public void Dispose() => _rrsets.Dispose();

        private static ReadOnlySpan<byte> OwnerAndType(RRset rrset) => rrset.Key[..(rrset.OwnerKey.Length + sizeof(ushort))];
    }
}
