using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PassiveDns.Indexer.Runs;

/// <summary>A million records and more, each a head of fixed size and some octets right behind it, in few large arrays.</summary>
/// <remarks>
/// Tables of this size live outside the processor's caches, and what a record costs is how often it is fetched: head and octets come in one go.
/// Records stay where they are; their memory is used again after <see cref="Clear"/>.
/// </remarks>
internal sealed class RecordArena<THead>
    where THead : struct
{
    private const int Unit = 8;
    private const int ChunkLength = 1 << 20;
    private const int UnitsPerChunk = ChunkLength / Unit;

    private static readonly int HeadLength = RoundUp(Unsafe.SizeOf<THead>());

    private readonly List<byte[]> _chunks = [];
    private readonly ChunkedList<int> _numbers = new();
    private int _chunk = -1;
    private int _used;

    public int Count => _numbers.Count;

    /// <summary>Octets of memory taken.</summary>
    public long Octets { get; private set; }

    /// <summary>Makes a record, to be filled.</summary>
    /// <returns>Its number, above those before it, not necessarily by one.</returns>
    public int Add(int octets)
    {
        var length = HeadLength + RoundUp(octets);
        if (_chunk < 0 || length > _chunks[_chunk].Length - _used) NextChunk(length);
        var number = checked((_chunk * UnitsPerChunk) + (_used / Unit));
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

    /// <summary>Forgets all records and keeps the memory of the usual size.</summary>
    public void Clear()
    {
        _chunks.RemoveAll(chunk => chunk.Length > ChunkLength);
        _numbers.Truncate(0);
        (_chunk, _used, Octets) = (-1, 0, 0);
    }

    /// <summary>A record that is longer than a chunk has one to itself, at whose start it is: so numbers need not reach into it.</summary>
    private void NextChunk(int length)
    {
        _chunk++;
        if (length > ChunkLength || _chunk == _chunks.Count) _chunks.Insert(_chunk, new byte[Math.Max(length, ChunkLength)]);
        _used = 0;
        Octets += _chunks[_chunk].Length;
    }

    private static int RoundUp(int octets) => (octets + Unit - 1) & -Unit;
}
