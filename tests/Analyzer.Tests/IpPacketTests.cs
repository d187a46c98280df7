using PassiveDns.Analyzer.Packets;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class IpPacketTests
{
    private const string V4 = "192.0.2.1", V4Other = "198.51.100.53", V6 = "2001:db8::1", V6Other = "2001:db8::53";
    private const byte Udp = 17, HopByHop = 0, Routing = 43, Fragment = 44, Authentication = 51, DestinationOptions = 60;

    private static readonly byte[] Payload = [1, 2, 3, 4, 5, 6, 7, 8];

    public static TheoryData<string, byte[], int> Whole => new()
    {
        // why, packet, octets of payload
        { "IPv4", FrameBuilder.IPv4(V4, V4Other, Udp, Payload), 8 },
        { "IPv4 with options", FrameBuilder.IPv4(V4, V4Other, Udp, Payload, optionWords: 10), 8 },
        { "IPv4 with link padding", [.. FrameBuilder.IPv4(V4, V4Other, Udp, Payload), .. new byte[20]], 8 },
        { "IPv4 with length 0 (segmentation offload)", FrameBuilder.IPv4(V4, V4Other, Udp, Payload, totalLength: 0), 8 },
        { "IPv4 with an authentication header", FrameBuilder.IPv4(V4, V4Other, Authentication, [Udp, 4, .. new byte[22], .. Payload]), 8 },
        { "IPv4 without payload", FrameBuilder.IPv4(V4, V4Other, Udp, []), 0 },
        { "IPv6", FrameBuilder.IPv6(V6, V6Other, Udp, Payload), 8 },
        { "IPv6 with link padding", [.. FrameBuilder.IPv6(V6, V6Other, Udp, Payload), .. new byte[20]], 8 },
        { "IPv6 with length 0 (segmentation offload)", FrameBuilder.IPv6(V6, V6Other, Udp, Payload, length: 0), 8 },
        { "IPv6 hop-by-hop options", FrameBuilder.IPv6(V6, V6Other, HopByHop, FrameBuilder.IPv6Extension(Udp, 16, Payload)), 8 },
        { "IPv6 routing", FrameBuilder.IPv6(V6, V6Other, Routing, FrameBuilder.IPv6Extension(Udp, 24, Payload)), 8 },
        { "IPv6 authentication", FrameBuilder.IPv6(V6, V6Other, Authentication, [Udp, 4, .. new byte[22], .. Payload]), 8 },
        {
            "IPv6 hop-by-hop, then destination options",
            FrameBuilder.IPv6(V6, V6Other, HopByHop, FrameBuilder.IPv6Extension(DestinationOptions, 8, FrameBuilder.IPv6Extension(Udp, 8, Payload))), 8
        },
        { "IPv6 atomic fragment (RFC 6946)", FrameBuilder.IPv6(V6, V6Other, Fragment, FrameBuilder.IPv6Fragment(Udp, 7, 0, more: false, Payload)), 8 },
    };

    [Theory, MemberData(nameof(Whole))]
    public void Reads_a_whole_packet(string why, byte[] octets, int payloadLength)
    {
        Assert.Equal(PacketFault.None, IpPacket.TryRead(octets, out var packet));

        Assert.False(packet.Fragment.IsFragment, why);
        Assert.False(packet.IsCut, why);
        Assert.Equal(Udp, packet.Protocol);
        Assert.Equal(Payload.AsSpan(0, payloadLength), packet.Payload);
        Assert.NotEqual(packet.Source, packet.Destination);
    }

    public static TheoryData<string, byte[], string> Faulty => new()
    {
        { "nothing", [], nameof(PacketFault.TooShort) },
        { "version 5", [0x55, .. new byte[40]], nameof(PacketFault.Malformed) },
        { "IPv4 header cut", FrameBuilder.IPv4(V4, V4Other, Udp, [])[..19], nameof(PacketFault.TooShort) },
        { "IPv4 header of 16 octets", [0x44, .. FrameBuilder.IPv4(V4, V4Other, Udp, Payload).AsSpan(1)], nameof(PacketFault.Malformed) },
        { "IPv4 options cut", FrameBuilder.IPv4(V4, V4Other, Udp, [], optionWords: 2)[..24], nameof(PacketFault.TooShort) },
        { "IPv4 length below its header", FrameBuilder.IPv4(V4, V4Other, Udp, Payload, totalLength: 19), nameof(PacketFault.Malformed) },
        { "IPv4 fragment with length 0", FrameBuilder.IPv4(V4, V4Other, Udp, Payload, more: true, totalLength: 0), nameof(PacketFault.Malformed) },
        { "IPv6 header cut", FrameBuilder.IPv6(V6, V6Other, Udp, [])[..39], nameof(PacketFault.TooShort) },
        { "IPv6 extension header cut", FrameBuilder.IPv6(V6, V6Other, HopByHop, FrameBuilder.IPv6Extension(Udp, 24, []).AsSpan(0, 16)), nameof(PacketFault.TooShort) },
        { "17 extension headers", FrameBuilder.IPv6(V6, V6Other, DestinationOptions, Extensions(17)), nameof(PacketFault.Malformed) },
    };

    [Theory, MemberData(nameof(Faulty))]
    public void Says_what_is_wrong(string why, byte[] octets, string expected)
    {
        var fault = IpPacket.TryRead(octets, out _);

        Assert.True(fault.ToString() == expected, $"{why}: {fault}");
    }

    [Fact]
    public void A_packet_that_claims_more_than_there_is_is_cut()
    {
        Assert.Equal(PacketFault.None, IpPacket.TryRead(FrameBuilder.IPv4(V4, V4Other, Udp, Payload).AsSpan()[..^3], out var v4));
        Assert.True(v4.IsCut);
        Assert.Equal(Payload.AsSpan()[..^3], v4.Payload);

        Assert.Equal(PacketFault.None, IpPacket.TryRead(FrameBuilder.IPv6(V6, V6Other, Udp, Payload).AsSpan()[..^3], out var v6));
        Assert.True(v6.IsCut);
        Assert.Equal(Payload.AsSpan()[..^3], v6.Payload);
    }

    [Fact]
    public void Tells_the_place_of_a_fragment()
    {
        IpPacket.TryRead(FrameBuilder.IPv4(V4, V4Other, Udp, Payload, id: 0xBEEF, offset: 1_480, more: true), out var v4);
        Assert.Equal(new FragmentPlace(0xBEEF, 1_480, IsLast: false), v4.Fragment);

        // What follows the fragment header belongs to the datagram, even where it looks like a header.
        var octets = FrameBuilder.IPv6(V6, V6Other, Fragment, FrameBuilder.IPv6Fragment(DestinationOptions, 0xDEADBEEF, 1_448, more: false, Payload));
        IpPacket.TryRead(octets, out var v6);
        Assert.Equal(new FragmentPlace(0xDEADBEEF, 1_448, IsLast: true), v6.Fragment);
        Assert.Equal(Payload, v6.Payload);
    }

    private static byte[] Extensions(int count)
    {
        byte[] octets = Payload;
        for (var i = 0; i < count; i++) octets = FrameBuilder.IPv6Extension(i == 0 ? Udp : DestinationOptions, 8, octets);
        return octets;
    }
}
