using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace PassiveDns.Fuzz.Coverage;

/// <summary>The edges between basic blocks that inputs went through, and how often, in the way of AFL.</summary>
/// <remarks>
/// Instrumented code adds one to the octet of an edge each time it goes through. Numbers of times count by their power of two, so that a loop that
/// runs once more is nothing new and one that runs twice as often is. Source: M. Zalewski, "Technical whitepaper for afl-fuzz", sections 1 and 2.
/// </remarks>
internal sealed unsafe class EdgeMap
{
    private const int Size = 1 << 16; // what SharpFuzz's instrumentation addresses

    private static readonly byte[] Buckets = MakeBuckets();

    private readonly byte* _edges = (byte*)NativeMemory.AlignedAlloc(Size, 64); // never freed: instrumented code writes there until the process ends
    private readonly byte[] _seen = new byte[Size];

    /// <summary>From here on instrumented code writes into this map; before, it must not run.</summary>
    public EdgeMap()
    {
        Trace.SharedMem = _edges;
        Clear();
    }

    /// <summary>Edges met by any input.</summary>
    public int EdgeCount { get; private set; }

    public void Clear()
    {
        new Span<byte>(_edges, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Adds what the input since <see cref="Clear"/> went through.</summary>
    /// <returns>True when it went where none had, or more often.</returns>
    public bool Take()
    {
        var edges = new ReadOnlySpan<byte>(_edges, Size);
        var isNew = false;
        for (var at = 0; at < Size; at += Vector<byte>.Count)
        {
            if (new Vector<byte>(edges[at..]) != Vector<byte>.Zero) isNew |= Take(at, edges.Slice(at, Vector<byte>.Count));
        }

        return isNew;
    }

    private bool Take(int start, ReadOnlySpan<byte> edges)
    {
        var isNew = false;
        for (var i = 0; i < edges.Length; i++)
        {
            ref var seen = ref _seen[start + i];
            var bucket = Buckets[edges[i]];
            if ((bucket & ~seen) == 0) continue;
            if (seen == 0) EdgeCount++;
            seen |= bucket;
            isNew = true;
        }

        return isNew;
    }

    /// <summary>One bit each for 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, 128 and more.</summary>
    private static byte[] MakeBuckets()
    {
        var buckets = new byte[256];
        for (var times = 1; times < buckets.Length; times++)
        {
            buckets[times] = times switch
            {
                1 => 1,
                2 => 2,
                3 => 4,
                < 8 => 8,
                < 16 => 16,
                < 32 => 32,
                < 128 => 64,
                _ => 128,
            };
        }

        return buckets;
    }
}
