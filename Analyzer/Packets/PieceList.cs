using System.Buffers;

namespace PassiveDns.Analyzer.Packets;

/// <summary>A piece of a longer whole: octets copied out of a frame.</summary>
/// <param name="Start">Place of the first octet in the whole.</param>
/// <param name="Buffer">Rented; <paramref name="Length"/> octets of it count.</param>
/// <param name="BeginsSegment">The piece starts where the segment it came in did.</param>
internal readonly record struct Piece(long Start, int Length, byte[] Buffer, bool BeginsSegment)
{
    public long End => Start + Length;
    public ReadOnlySpan<byte> Octets => Buffer.AsSpan(0, Length);
}

/// <summary>Pieces of one whole in order of their place, none overlapping another.</summary>
/// <remarks>Each piece has a buffer of its own, so that what is held is what came, however far apart the places are that it claims.</remarks>
internal sealed class PieceList
{
    /// <summary>What a piece costs beside its buffer, octets.</summary>
    private const int PieceCost = 64;

    private Piece[] _pieces = [];

    public int Count { get; private set; }

    /// <summary>Octets of memory held.</summary>
    public int Memory { get; private set; }

    public ref readonly Piece this[int index] => ref _pieces[index];

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
    public void Insert(int index, long start, ReadOnlySpan<byte> octets, bool beginsSegment)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(buffer);
        Memory += buffer.Length + PieceCost;

        if (Count == _pieces.Length) Array.Resize(ref _pieces, Math.Max(4, 2 * Count));
        Array.Copy(_pieces, index, _pieces, index + 1, Count - index);
        _pieces[index] = new Piece(start, octets.Length, buffer, beginsSegment);
        Count++;
    }

    public void RemoveFirst(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Memory -= _pieces[i].Buffer.Length + PieceCost;
            ArrayPool<byte>.Shared.Return(_pieces[i].Buffer);
        }

        Count -= count;
        Array.Copy(_pieces, count, _pieces, 0, Count);
        Array.Clear(_pieces, Count, count);
    }

    public void Clear() => RemoveFirst(Count);
}
