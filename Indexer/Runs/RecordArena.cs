using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PassiveDns.Indexer.Runs;

/// <summary>A million records and more, each a head of fixed size and some octets right behind it, in few large arrays.</summary>
/// <remarks>
/// Tables of this size live outside the processor's caches, and what a record costs is how often it is fetched: head and octets come in one go.
/// Records stay where they are; their memory goes back to the pool with <see cref="Clear"/>.
/// </remarks>
/// <param name="pool">Where the memory comes from; several arenas may share it.</param>
internal sealed class RecordArena<THead>(ChunkPool pool)
    where THead : struct
{
    private const int Unit = sizeof(int);
    private const int ChunkLength = ChunkPool.ChunkLength;
    private const int UnitsPerChunk = ChunkLength / Unit;

    private static readonly int HeadLength = RoundUp(Unsafe.SizeOf<THead>());

    private readonly List<byte[]> _chunks = [];
    private readonly ChunkedList<int> _numbers = new();
    private int _used; // of the last chunk

    public int Count => _numbers.Count;

    /// <summary>Octets of memory taken.</summary>
    public long Octets { get; private set; }

    /// <summary>Makes a record, to be filled.</summary>
    /// <returns>Its number, above those before it, not necessarily by one.</returns>
    public int Add(int octets)
    {
        var length = HeadLength + RoundUp(octets);
        if (_chunks.Count == 0 || length > _chunks[^1].Length - _used) AddChunk(length);
        var number = checked(((_chunks.Count - 1) * UnitsPerChunk) + (_used / Unit));
        _used += length;
        _numbers.Add() = number;
        Octets += sizeof(int);
        return number;
    }

    public ref THead Head(int number) =>
        ref MemoryMarshal.AsRef<THead>(_chunks[number / UnitsPerChunk].AsSpan(number % UnitsPerChunk * Unit, HeadLength));

    /// <summary>The octets behind a record's head, from the first on.</summary>
    public Span<byte> Tail(int number, int length) =>
        _chunks[number / UnitsPerChunk].AsSpan((number % UnitsPerChunk * Unit) + HeadLength, length);

    /// <summary>The numbers of all records, ascending.</summary>
    public int[] Numbers()
    {
        var numbers = new int[Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = _numbers[i];
        return numbers;
    }

    /// <summary>Forgets the records from the n-th on, without having their memory back before <see cref="Clear"/>.</summary>
    /// <returns>The number of the first that was forgotten; those below it are still there.</returns>
    public int Truncate(int count)
    {
        var first = count == Count ? int.MaxValue : _numbers[count];
        _numbers.Truncate(count);
        return first;
    }

    /// <summary>Forgets all records.</summary>
    public void Clear()
    {
        foreach (var chunk in _chunks) pool.GiveBack(chunk);
        _chunks.Clear();
        _numbers.Truncate(0);
        (_used, Octets) = (0, 0);
    }

    /// <summary>A record that is longer than a chunk has one to itself, at whose start it is: so numbers need not reach into it.</summary>
    private void AddChunk(int length)
    {
        _chunks.Add(pool.Take(length));
        _used = 0;
        Octets += _chunks[^1].Length;
    }

    private static int RoundUp(int octets) => (octets + Unit - 1) & -Unit;
}
