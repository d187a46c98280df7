using System.Buffers.Binary;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class UdpChecksumTests
{
    private const string Server4 = "198.51.100.53", Client4 = "192.0.2.1", Server6 = "2001:db8::53", Client6 = "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff";

    [Fact]
    public void Every_length_and_family_is_verified_as_the_plain_sum_of_words_has_it()
    {
        var random = new Random(1);
        for (var length = 0; length < 100; length++)
        {
            var payload = new byte[length];
            random.NextBytes(payload);
            foreach (var (source, destination) in new[] { (Server4, Client4), (Server6, Client6) })
            {
                var datagram = WithChecksum(source, destination, payload);
                Assert.Equal(UdpChecksumState.Correct, Verify(source, destination, datagram));
                for (var bit = 0; bit < 8 * datagram.Length; bit += 7)
                {
                    if (bit / 8 is 4 or 5 or 6 or 7) continue; // the length, and the checksum itself
                    datagram[bit / 8] ^= (byte)(1 << (bit % 8));
                    Assert.Equal(UdpChecksumState.Wrong, Verify(source, destination, datagram));
                    datagram[bit / 8] ^= (byte)(1 << (bit % 8));
                }
            }
        }
    }

    [Fact]
    public void A_sum_of_nothing_is_sent_as_all_ones()
    {
        var payload = new byte[2];
        var datagram = WithChecksum(Server4, Client4, payload);
        BinaryPrimitives.WriteUInt16BigEndian(payload, BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(6))); // now the sum is all ones, its complement 0

        datagram = WithChecksum(Server4, Client4, payload);

        Assert.Equal(0xFFFF, BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(6)));
        Assert.Equal(UdpChecksumState.Correct, Verify(Server4, Client4, datagram));
    }

    [Fact]
    public void What_is_behind_the_datagram_does_not_count_and_what_is_cut_says_nothing()
    {
        var datagram = WithChecksum(Server4, Client4, [1, 2, 3]);
        Assert.Equal(UdpChecksumState.Correct, Verify(Server4, Client4, [.. datagram, 7, 7]));
        Assert.Equal(UdpChecksumState.Unknown, Verify(Server4, Client4, datagram[..^1]));
    }

    [Fact]
    public void Responses_without_or_with_a_wrong_checksum_are_kept_and_counted()
    {
        var capture = new TestCapture();
        for (ushort id = 1; id <= 4; id++)
        {
            var (query, response) = TestCapture.Exchange(id, $"n{id}.example.");
            capture.AddUdp(query); // queries are not counted
            var datagram = WithChecksum(TestCapture.Server, TestCapture.Client, response);
            if (id == 2) datagram[6] ^= 1;
            if (id == 3) datagram[6] = datagram[7] = 0;
            if (id == 4) datagram = FrameBuilder.Udp(80, 81, response); // no DNS
            capture.Add(FrameBuilder.Ethernet(FrameBuilder.IPv4(TestCapture.Server, TestCapture.Client, TestCapture.UdpProtocol, datagram)));
        }

        Assert.Equal((1L, 1L), (capture.Accounting[AnalysisFact.ChecksumWrong], capture.Accounting[AnalysisFact.ChecksumAbsent]));
        Assert.Equal(["n1.example.", "n2.example.", "n3.example."], capture.Owners);
    }

    private static UdpChecksumState Verify(string source, string destination, byte[] datagram)
    {
        var octets = source.Contains(':', StringComparison.Ordinal)
            ? FrameBuilder.IPv6(source, destination, TestCapture.UdpProtocol, datagram)
            : FrameBuilder.IPv4(source, destination, TestCapture.UdpProtocol, datagram);
        Assert.Equal(PacketFault.None, IpPacket.TryRead(octets, out var packet));
        return UdpChecksum.Verify(packet);
    }

    private static byte[] WithChecksum(string source, string destination, byte[] payload) =>
        FrameBuilder.UdpWithChecksum(source, destination, TestCapture.DnsPort, TestCapture.ClientPort, payload);
}
