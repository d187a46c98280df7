using System.Buffers.Binary;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Packets;

/// <summary>An IPv6 address, or an IPv4 address in its IPv4-mapped form (RFC 4291 section 2.5.5.2).</summary>
internal readonly record struct IpAddress(ulong High, ulong Low) : IComparable<IpAddress>
{
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    public static IpAddress FromIPv4(ReadOnlySpan<byte> octets) => new(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(octets));

    public static IpAddress FromIPv6(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

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

    // The hash of the record would be the same in every process, and so could be made to collide.
    public override int GetHashCode() => HashCode.Combine(High, Low);
}

/// <summary>Who speaks to whom: one direction of a UDP exchange or of a TCP connection.</summary>
internal readonly record struct Flow(IpAddress Source, IpAddress Destination, ushort SourcePort, ushort DestinationPort)
{
    public Flow Reversed => new(Destination, Source, DestinationPort, SourcePort);

    /// <summary>True for one of the two directions of an exchange, and false for the other: this one stands for both.</summary>
    public bool IsForward
    {
        get
        {
            var order = Source.CompareTo(Destination);
            return order < 0 || (order == 0 && SourcePort <= DestinationPort);
        }
    }

    public static Flow Load(StateReader state) => new(
        IpAddress.Load(state), IpAddress.Load(state), (ushort)state.ReadNumber(0, ushort.MaxValue), (ushort)state.ReadNumber(0, ushort.MaxValue));

    public void Save(StateWriter state)
    {
        Source.Save(state);
        Destination.Save(state);
        state.WriteNumber(SourcePort);
        state.WriteNumber(DestinationPort);
    }

    public override int GetHashCode() =>
        HashCode.Combine(Source.High, Source.Low, Destination.High, Destination.Low, (uint)SourcePort << 16 | DestinationPort);
}

/// <summary>Where in the capture something happened.</summary>
/// <param name="Number">Number of the frame, from 1.</param>
/// <param name="TimeNanoseconds">Since the epoch.</param>
internal readonly record struct FrameMark(long Number, long TimeNanoseconds)
{
    public static FrameMark Load(StateReader state) => new(state.ReadNumber(0, long.MaxValue), state.ReadNumber(long.MinValue, long.MaxValue));

    public void Save(StateWriter state)
    {
        state.WriteNumber(Number);
        state.WriteNumber(TimeNanoseconds);
    }
}
