using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Packets;

/// <summary>A piece of a longer whole: octets copied out of a frame.</summary>
/// <param name="Start">Place of the first octet in the whole.</param>
/// <param name="Buffer">Rented; <paramref name="Length"/> octets of it count.</param>
/// <param name="MayStart">The piece starts where the segment it came in did, and nothing yet says that no message starts there.</param>
internal readonly record struct Piece(long Start, int Length, byte[] Buffer, bool MayStart)
{
    public long End => Start + Length;
    public ReadOnlySpan<byte> Octets => Buffer.AsSpan(0, Length);
}

/// <summary>Pieces of one whole in order of their place, none overlapping another.</summary>
/// <remarks>Each piece has a buffer of its own, so that what is held is what came, however far apart the places are that it claims.</remarks>
internal sealed class PieceList
{
    /// <summary>What an array costs beside its elements, octets: its header and length, and what the allocator rounds up.</summary>
    private const int ArrayCost = 24;

    private const int SmallestCapacity = 2;

    /// <summary>More than any list grows to: those who fill it keep to two thousand pieces.</summary>
    private const int LargestCapacity = 1 << 14;

    /// <summary>A list that once was longer than this gives its room back when it is cleared.</summary>
    private const int LargestKept = 16;

    private Piece[] _pieces = [];
    private int _buffers; // octets of memory

    public int Count { get; private set; }

    /// <summary>Octets of memory held.</summary>
    public int Memory => _buffers + (_pieces.Length == 0 ? 0 : ArrayCost + (_pieces.Length * Unsafe.SizeOf<Piece>()));

    public ref readonly Piece this[int index] => ref _pieces[index];

    /// <summary>Fills an empty list with what was saved, and takes the same memory.</summary>
    /// <param name="first">Place before which no piece begins.</param>
    /// <param name="end">Place behind which no piece ends.</param>
    public void Load(StateReader state, long first, long end)
    {
        LoadRoom(state, LargestCapacity);
        for (var count = state.ReadInt32(0, _pieces.Length); count > 0; count--)
        {
            var start = state.ReadNumber(first, end);
            var mayStart = state.ReadBoolean();
            var octets = state.ReadOctets(ushort.MaxValue);
            StateReader.Check(!octets.IsEmpty && octets.Length <= end - start);
            Insert(Count, start, octets, mayStart);
            first = start + octets.Length;
        }
    }

    public void Save(StateWriter state)
    {
        SaveRoom(state);
        state.WriteNumber(Count);
        foreach (ref readonly var piece in _pieces.AsSpan(0, Count))
        {
            state.WriteNumber(piece.Start);
            state.WriteBoolean(piece.MayStart);
            state.WriteOctets(piece.Octets);
        }
    }

    /// <summary>Gives an empty list the room that was left in another, which was cleared.</summary>
    public void LoadRoom(StateReader state) => LoadRoom(state, LargestKept);

    public void SaveRoom(StateWriter state) => state.WriteNumber(_pieces.Length);

    /// <summary>Index of the first piece that ends behind a place; <see cref="Count"/> when there is none.</summary>
    public int FirstEndingBehind(long place)
    {
        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_pieces[middle].End > place) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    /// <summary>Copies octets in at an index that keeps the order.</summary>
    public void Insert(int index, long start, ReadOnlySpan<byte> octets, bool mayStart)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(buffer);
        _buffers += ArrayCost + buffer.Length;

        if (Count == _pieces.Length) Array.Resize(ref _pieces, Math.Max(SmallestCapacity, 2 * Count));
        Array.Copy(_pieces, index, _pieces, index + 1, Count - index);
        _pieces[index] = new Piece(start, octets.Length, buffer, mayStart);
        Count++;
    }

    /// <summary>No message starts at a piece.</summary>
    public void Refute(int index) => _pieces[index] = _pieces[index] with { MayStart = false };

    public void RemoveFirst(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _buffers -= ArrayCost + _pieces[i].Buffer.Length;
            ArrayPool<byte>.Shared.Return(_pieces[i].Buffer);
        }

        Count -= count;
        Array.Copy(_pieces, count, _pieces, 0, Count);
        Array.Clear(_pieces, Count, count);
    }

    public void Clear()
    {
        RemoveFirst(Count);
        if (_pieces.Length > LargestKept) _pieces = [];
    }

    private void LoadRoom(StateReader state, int most)
    {
        var capacity = state.ReadInt32(0, most);
        StateReader.Check(capacity == 0 || (capacity >= SmallestCapacity && BitOperations.IsPow2(capacity)));
        _pieces = capacity == 0 ? [] : new Piece[capacity];
    }
}
