using System.Buffers.Binary;
using PassiveDns.Formats.State;

namespace PassiveDns.Formats.Records;

/// <summary>An IPv6 address, or an IPv4 address in its IPv4-mapped form (RFC 4291 section 2.5.5.2). The default is no address.</summary>
/// <param name="High">The first eight octets.</param>
/// <param name="Low">The last eight octets.</param>
public readonly record struct IpAddress(ulong High, ulong Low) : IComparable<IpAddress>
{
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    /// <summary>All octets are 0: the unspecified address, which nobody has.</summary>
    public bool IsNone => High == 0 && Low == 0;

    /// <summary>An IPv4 address.</summary>
    public bool IsIPv4 => High == 0 && Low >> 32 == MappedPrefix >> 32;

    /// <param name="octets">4 of them.</param>
    public static IpAddress FromIPv4(ReadOnlySpan<byte> octets) => new(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(octets));

    /// <param name="octets">16 of them.</param>
    public static IpAddress FromIPv6(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

    /// <param name="octets">4 or 16 of them.</param>
    public static IpAddress From(ReadOnlySpan<byte> octets) => octets.Length == 4 ? FromIPv4(octets) : FromIPv6(octets);

    /// <summary>Writes the 4 or 16 octets of the address.</summary>
    /// <param name="octets">Room for 16.</param>
    public int Write(Span<byte> octets)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)Low);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(octets, High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Low);
        return 16;
    }

    public static IpAddress Load(StateReader state) => new(state.ReadWord(), state.ReadWord());

    public void Save(StateWriter state)
    {
        state.WriteWord(High);
        state.WriteWord(Low);
    }

    public int CompareTo(IpAddress other)
    {
        var high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    /// <summary>Of this process: that of the record would be the same in every one, and so could be made to collide.</summary>
    public override int GetHashCode() => HashCode.Combine(High, Low);
}
