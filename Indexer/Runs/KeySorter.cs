using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace PassiveDns.Indexer.Runs;

/// <summary>Keys by number.</summary>
internal interface IKeyList
{
    ReadOnlySpan<byte> KeyAt(int number);
}

/// <summary>Sorts keys as octets compare, equal ones by number.</summary>
/// <remarks>
/// Reversed names share long beginnings, so comparing whole keys would read them from memory again and again. Here eight octets of
/// each key are sorted as numbers, then each group that has them in common by its next eight, and so on (multikey quicksort with caching).
/// </remarks>
internal static class KeySorter
{
    private const int Step = sizeof(ulong);

    // Below this, comparing whole keys is faster than another round.
    private const int SmallGroup = 12;

    // Below this, a second thread costs more than it saves.
    private const int WorthSharing = 1 << 14;

    // Shares of the work, so many that they end at about the same time.
    private const int Shares = 64;

    /// <param name="order">Numbers of the keys, none below 0; sorted in place.</param>
    public static void Sort<TKeys>(TKeys keys, int[] order)
        where TKeys : struct, IKeyList
    {
        // Stacks of their own: keys that share a million octets are no reason to run out of the thread's.
        var prefixes = new ulong[order.Length];
        var groups = new Stack<Group>([new Group(0, order.Length, 0)]);
        if (order.Length < WorthSharing)
        {
            SortGroups(keys, order, prefixes, groups);
            return;
        }

        // Large groups one after the other; what they fall into is shared out, and the order is the same whoever sorts what.
        var shared = new List<Group>();
        while (groups.TryPop(out var group))
        {
            if (group.Length < WorthSharing) shared.Add(group);
            else SortByPrefix(keys, order, prefixes, group, groups);
        }

        if (shared.Count == 0) return;
        Parallel.ForEach(Partitioner.Create(0, shared.Count, 1 + (shared.Count / Shares)), share =>
        {
            var stack = new Stack<Group>();
            for (var i = share.Item1; i < share.Item2; i++)
            {
                stack.Push(shared[i]);
                SortGroups(keys, order, prefixes, stack);
            }
        });
    }

    private static void SortGroups<TKeys>(TKeys keys, int[] order, ulong[] prefixes, Stack<Group> groups)
        where TKeys : struct, IKeyList
    {
        while (groups.TryPop(out var group))
        {
            if (group.Length <= SmallGroup) SortSmall(keys, order.AsSpan(group.Start, group.Length), group.Depth);
            else SortByPrefix(keys, order, prefixes, group, groups);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loop is hot from the first call on
    private static void SortByPrefix<TKeys>(TKeys keys, int[] order, ulong[] prefixes, Group group, Stack<Group> groups)
        where TKeys : struct, IKeyList
    {
        var end = group.Start + group.Length;
        for (var i = group.Start; i < end; i++) prefixes[i] = Prefix(keys.KeyAt(order[i]), group.Depth);
        Array.Sort(prefixes, order, group.Start, group.Length);

        for (var start = group.Start; start < end;)
        {
            var next = start + 1;
            while (next < end && prefixes[next] == prefixes[start]) next++;
            if (next - start > 1)
            {
                var longer = SortEnded(keys, order, prefixes, new Group(start, next - start, group.Depth + Step));
                if (next - longer > 1) groups.Push(new Group(longer, next - longer, group.Depth + Step));
            }

            start = next;
        }
    }

    /// <summary>Of keys that are equal up to a depth, puts those that end there, or before it in zeros, first: by length, then by number.</summary>
    /// <returns>Where the others begin.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loop is hot from the first call on
    private static int SortEnded<TKeys>(TKeys keys, int[] order, ulong[] prefixes, Group group)
        where TKeys : struct, IKeyList
    {
        var ended = group.Start;
        for (var i = group.Start; i < group.Start + group.Length; i++)
        {
            var number = order[i];
            var length = keys.KeyAt(number).Length;
            if (length > group.Depth) continue;
            (order[i], order[ended]) = (order[ended], number);
            prefixes[ended++] = ((ulong)length << 32) | (uint)number;
        }

        Array.Sort(prefixes, order, group.Start, ended - group.Start);
        return ended;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loop is hot from the first call on
    private static void SortSmall<TKeys>(TKeys keys, Span<int> order, int depth)
        where TKeys : struct, IKeyList
    {
        for (var i = 1; i < order.Length; i++)
        {
            var number = order[i];
            var key = keys.KeyAt(number)[depth..];
            var at = i;
            for (; at > 0 && Compare(keys.KeyAt(order[at - 1])[depth..], order[at - 1], key, number) > 0; at--) order[at] = order[at - 1];
            order[at] = number;
        }
    }

    private static int Compare(ReadOnlySpan<byte> a, int numberOfA, ReadOnlySpan<byte> b, int numberOfB)
    {
        var order = a.SequenceCompareTo(b);
        return order != 0 ? order : numberOfA.CompareTo(numberOfB);
    }

    /// <summary>Eight octets as a number that sorts as they do; zeros stand for those behind the end.</summary>
    private static ulong Prefix(ReadOnlySpan<byte> key, int depth)
    {
        if (key.Length - depth >= Step) return BinaryPrimitives.ReadUInt64BigEndian(key[depth..]);
        Span<byte> padded = stackalloc byte[Step];
        padded.Clear();
        if (key.Length > depth) key[depth..].CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    /// <summary>Keys that are equal up to a depth, and at least that long.</summary>
    private readonly record struct Group(int Start, int Length, int Depth);
}
