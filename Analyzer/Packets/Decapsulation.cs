using System.Buffers.Binary;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Packets;

/// <summary>What opening a frame or a tunnel led to.</summary>
internal enum PayloadKind : byte
{
    /// <summary>Not a tunnel that is known here: the caller's business.</summary>
    NoTunnel,

    /// <summary>An IP packet, link padding included.</summary>
    Ip,

    /// <summary>Several frames of IEEE 802.11 in one (A-MSDU), for <see cref="Decapsulation.TryOpenSubframe"/>.</summary>
    Aggregate,
    NotIp,

    /// <summary>Encrypted, compressed, or of a kind that is not opened.</summary>
    Opaque,
    NestedTooDeep,

    /// <summary>The octets end inside a header.</summary>
    TooShort,
    Malformed,

    /// <summary>A link type that is not decoded.</summary>
    Unsupported,
}

/// <summary>What stands inside a frame or a tunnel: a view into it, empty where there is nothing to look at.</summary>
internal readonly ref struct Payload
{
    private Payload(PayloadKind kind, ReadOnlySpan<byte> octets)
    {
        Kind = kind;
        Octets = octets;
    }

    public PayloadKind Kind { get; }

    public ReadOnlySpan<byte> Octets { get; }

    public static Payload Ip(ReadOnlySpan<byte> packet) => new(PayloadKind.Ip, packet);

    public static Payload Aggregate(ReadOnlySpan<byte> subframes) => new(PayloadKind.Aggregate, subframes);

    public static implicit operator Payload(PayloadKind kind) => new(kind, default);
}

/// <summary>Opens link headers, tags and tunnels around IP packets.</summary>
/// <remarks>
/// <para>
/// Methods of one header each, which call one another as the headers follow. Each encapsulation goes through <see cref="TryEnter"/>, which
/// counts it and bounds how deep they nest; so no input makes the calls go round.
/// </para>
/// <para>
/// Tunnels that are known by a UDP port alone are opened only when their header holds what it must: any client may have picked the port.
/// </para>
/// </remarks>
internal sealed partial class Decapsulation(Accounting accounting)
{
    /// <summary>Encapsulations that are followed inside one another.</summary>
    public const int MaxNesting = 8;

    private const int EthernetHeaderLength = 14;
    private const int MinIpLength = 20; // the header of IPv4

    private int _nesting;

    /// <summary>Something was opened beside the frame's own link header.</summary>
    public bool IsNested => _nesting > 0;

    /// <summary>Starts with the next frame.</summary>
    public Payload OpenFrame(LinkType linkType, ReadOnlySpan<byte> frame)
    {
        _nesting = 0;
        return Link(linkType, frame);
    }

    private bool TryEnter(Encapsulation encapsulation)
    {
        if (_nesting == MaxNesting) return false;
        _nesting++;
        accounting.Add(encapsulation);
        return true;
    }

    private static ushort Read16(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt16BigEndian(octets);

    private static uint Read32(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt32BigEndian(octets);

    /// <summary>True where an IP header could start: for carriers that do not say what they carry.</summary>
    private static bool LooksLikeIp(ReadOnlySpan<byte> octets)
    {
        const int ipv6HeaderLength = 40;
        if (octets.Length < MinIpLength) return false;
        if (octets[0] >> 4 == 6) return octets.Length >= ipv6HeaderLength;
        return octets[0] is >= 0x45 and <= 0x4F && Read16(octets[2..]) >= MinIpLength;
    }

    /// <summary>True where an Ethernet frame could start that leads to IP.</summary>
    private static bool LooksLikeEthernet(ReadOnlySpan<byte> octets) =>
        octets.Length >= EthernetHeaderLength && LeadsToIp(Read16(octets[12..]));

    private static bool LeadsToIp(ushort etherType) =>
        IsIp(etherType) || IsVlanTag(etherType) || IsMpls(etherType) || etherType == PppoeSessionType;
}
