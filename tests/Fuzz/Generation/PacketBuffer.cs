using System.Buffers.Binary;

namespace PassiveDns.Fuzz.Generation;

/// <summary>A packet that grows to the front: the innermost part first, then header before header, each of which knows what it carries.</summary>
public sealed class PacketBuffer
{
    private const int Capacity = 16_384;

    private readonly byte[] _octets = new byte[Capacity];
    private int _start = Capacity;

    public int Length => Capacity - _start;

    public Span<byte> Span => _octets.AsSpan(_start);

    public void Clear() => _start = Capacity;

    /// <summary>Starts with a payload, cut to what there is room for.</summary>
    public void Start(ReadOnlySpan<byte> payload)
    {
        payload = payload[..Math.Min(payload.Length, Capacity / 2)];
        _start = Capacity - payload.Length;
        payload.CopyTo(Span);
    }

    /// <summary>Puts octets in front, zeroed, and gives them to be filled; none where there is no room left.</summary>
    public Span<byte> Push(int count)
    {
        if (count > _start) return new byte[count];
        _start -= count;
        var pushed = _octets.AsSpan(_start, count);
        pushed.Clear();
        return pushed;
    }

    public void Push(ReadOnlySpan<byte> octets) => octets.CopyTo(Push(octets.Length));

    public void Push16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Push(2), (ushort)value);

    public void Push32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Push(4), value);
}
