using System.Buffers.Binary;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>Rdata in the making. Nothing is written that has no room.</summary>
internal ref struct RDataOctets(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    public int Length { get; private set; }

    public readonly Span<byte> Written => _room[..Length];

    public bool TryAppend(byte octet)
    {
        if (Length == _room.Length) return false;
        _room[Length++] = octet;
        return true;
    }

    public bool TryAppend(scoped ReadOnlySpan<byte> octets)
    {
        if (!octets.TryCopyTo(_room[Length..])) return false;
        Length += octets.Length;
        return true;
    }

    /// <summary>Appends the lowest octets of a number, the highest of them first.</summary>
    /// <param name="count">1 to 8.</param>
    public bool TryAppendNumber(ulong number, int count)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, number);
        return TryAppend(octets[^count..]);
    }

    /// <summary>Appends zeros.</summary>
    public bool TryReserve(int count)
    {
        if (count > _room.Length - Length) return false;
        _room.Slice(Length, count).Clear();
        Length += count;
        return true;
    }

    /// <summary>Takes back what was written last.</summary>
    public void Shorten(int length) => Length = length;
}
