using System.Buffers.Binary;

namespace PassiveDns.Fuzz;

/// <summary>An input in the making: octets that are appended to and changed in place, up to a fixed length; what would go beyond is left out.</summary>
public sealed class FuzzBuffer(int capacity)
{
    private readonly byte[] _octets = new byte[capacity];

    public int Length { get; private set; }

    public int Room => _octets.Length - Length;

    public Span<byte> Span => _octets.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Cut(int length) => Length = Math.Min(Length, length);

    /// <summary>Appends so many octets, or as many as there is room for, and gives them to be filled.</summary>
    public Span<byte> Take(int count)
    {
        count = Math.Min(count, Room);
        Length += count;
        var taken = _octets.AsSpan(Length - count, count);
        taken.Clear();
        return taken;
    }

    public void Add(ReadOnlySpan<byte> octets)
    {
        var taken = Take(octets.Length);
        octets[..taken.Length].CopyTo(taken);
    }

    public void Add(byte octet)
    {
        if (Room > 0) _octets[Length++] = octet;
    }

    public void Add16(int value)
    {
        Add((byte)(value >> 8));
        Add((byte)value);
    }

    public void Add32(uint value)
    {
        Add16((int)(value >> 16));
        Add16((int)(value & 0xFFFF));
    }

    public void AddLittle16(int value)
    {
        Add((byte)value);
        Add((byte)(value >> 8));
    }

    public void AddLittle32(uint value)
    {
        AddLittle16((int)(value & 0xFFFF));
        AddLittle16((int)(value >> 16));
    }

    public void AddLittle64(long value)
    {
        AddLittle32((uint)value);
        AddLittle32((uint)(value >> 32));
    }

    /// <summary>Overwrites a 16-bit field, where it is still inside.</summary>
    public void Set16(int at, int value)
    {
        if (at + 2 <= Length) BinaryPrimitives.WriteUInt16BigEndian(_octets.AsSpan(at), (ushort)value);
    }

    public void Insert(int at, ReadOnlySpan<byte> octets)
    {
        var count = Math.Min(octets.Length, Room);
        _octets.AsSpan(at, Length - at).CopyTo(_octets.AsSpan(at + count));
        octets[..count].CopyTo(_octets.AsSpan(at));
        Length += count;
    }

    public void Remove(int at, int count)
    {
        _octets.AsSpan(at + count, Length - at - count).CopyTo(_octets.AsSpan(at));
        Length -= count;
    }
}
