namespace PassiveDns.Indexer.Runs;

/// <summary>Makes a run's inverse while its RRsets are written: collects pairs of target and ordinal, and sorts them in bounded memory.</summary>
/// <param name="memoryBudget">Octets; beyond it a sorted part goes to <paramref name="parts"/>.</param>
internal sealed class InverseBuilder(PartFolder parts, long memoryBudget) : IKeyList
{
    // Its number in the sorter and the prefix there.
    private const int SortOctets = sizeof(int) + sizeof(ulong);

    private readonly RecordArena<Pair> _pairs = new();
    private readonly List<string> _spilled = [];

    /// <param name="key">The RRset's.</param>
    /// <param name="ordinal">Its ordinal, above those before it.</param>
    public void Add(ReadOnlySpan<byte> key, long ordinal)
    {
        Span<byte> buffer = stackalloc byte[TargetKey.MaxLength];
        var targets = new TargetKeyReader(key, buffer);
        while (targets.TryRead(out var target)) AddPair(target, ordinal);
        if (_pairs.Octets + ((long)_pairs.Count * SortOctets) >= memoryBudget) Spill();
    }

    /// <summary>Writes the inverse.</summary>
    /// <param name="rrsets">The file of the RRsets that were added.</param>
    public WrittenRunFile Write(RunWriting writing, string path, WrittenRunFile rrsets)
    {
        using var file = new RDataRunWriter(writing, path);
        if (_spilled.Count == 0)
        {
            WriteSorted(file);
        }
        else
        {
            if (_pairs.Count > 0) Spill();
            MergeParts(file, rrsets.Totals.Entries);
        }

        return file.Finish(rrsets);
    }

    ReadOnlySpan<byte> IKeyList.KeyAt(int number) => _pairs.Tail(number, _pairs.Head(number).KeyLength);

    private void AddPair(ReadOnlySpan<byte> target, long ordinal)
    {
        var number = _pairs.Add(target.Length);
        _pairs.Head(number) = new Pair(ordinal, target.Length);
        target.CopyTo(_pairs.Tail(number, target.Length));
    }

    private void Spill()
    {
        var path = parts.NextPath(ArchiveLayout.RDataExtension);
        using var part = new RDataRunWriter(parts.Writing, path);
        WriteSorted(part);
        part.Finish();
        _spilled.Add(path);
        _pairs.Clear();
    }

    /// <summary>Pairs were added by ascending ordinal, and the sorter keeps equal keys in the order of their numbers.</summary>
    private void WriteSorted(RDataRunWriter file)
    {
        var order = _pairs.Numbers();
        KeySorter.Sort(this, order);
        foreach (var number in order) file.Add(((IKeyList)this).KeyAt(number), _pairs.Head(number).Ordinal);
    }

    /// <summary>Of equal keys an earlier part has the lower ordinals, and the merge gives the earlier part first.</summary>
    private void MergeParts(RDataRunWriter file, long rrsets)
    {
        using var merge = new KeyMerge<RDataRunCursor>(
            [.. _spilled.Select(path => new RDataRunCursor(parts.Open(path, RunFileKind.RData), cache: null, rrsets))]);
        while (merge.MoveNext()) file.Add(merge.Current.Key, merge.Current.RRset);
    }

    /// <summary>Head of a record; the target's key is behind it.</summary>
    private readonly record struct Pair(long Ordinal, int KeyLength);
}
