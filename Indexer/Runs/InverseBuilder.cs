using System.Runtime.InteropServices;

namespace PassiveDns.Indexer.Runs;

/// <summary>Makes a run's inverse: collects pairs of target and ordinal, and sorts them in bounded memory.</summary>
/// <param name="memoryBudget">Octets; beyond it a sorted part goes to <paramref name="parts"/>.</param>
/// <param name="pool">Where the memory comes from.</param>
internal sealed class InverseBuilder(PartFolder parts, long memoryBudget, ChunkPool pool)
{
    // Its number in the sorter and the prefix there.
    private const int SortOctets = sizeof(int) + sizeof(ulong);

    private readonly RecordArena<Pair> _pairs = new(pool);
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

    /// <summary>Writes what was added, sorted.</summary>
    /// <param name="rrsets">Number of RRsets that were added.</param>
    public void WriteTo(RDataRunWriter file, long rrsets)
    {
        if (_spilled.Count == 0)
        {
            WriteSorted(file);
        }
        else
        {
            if (_pairs.Count > 0) Spill();
            MergeParts(file, rrsets);
        }

        _pairs.Clear();
    }

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
        var keys = new Keys(_pairs);
        KeySorter.Sort(keys, order);
        foreach (var number in order) file.Add(keys.KeyAt(number), _pairs.Head(number).Ordinal);
    }

    /// <summary>The merge gives the pairs of one key by their ordinals.</summary>
    private void MergeParts(RDataRunWriter file, long rrsets)
    {
        using var merge = new KeyMerge<RDataRunCursor>(
            [.. _spilled.Select(path => new RDataRunCursor(parts.Open(path, RunFileKind.RData), cache: null, rrsets))]);
        while (merge.MoveNext()) file.Add(merge.Current.Key, merge.Current.RRset);
    }

    private readonly struct Keys(RecordArena<Pair> pairs) : IKeyList
    {
        public ReadOnlySpan<byte> KeyAt(int number) => pairs.Tail(number, pairs.Head(number).KeyLength);
    }

    /// <summary>Head of a record; the target's key is behind it.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private readonly record struct Pair(long Ordinal, int KeyLength);
}
