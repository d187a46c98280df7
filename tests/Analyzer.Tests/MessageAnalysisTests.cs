using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class MessageAnalysisTests
{
    private const string Zone = "example.", Name = "www.example.", Other = "ftp.example.";
    private const string A1 = "c0000201", A2 = "c0000202";

    private static readonly Flow Asking = FlowOf("192.0.2.1", 40_000, "198.51.100.53", 53);

    private readonly CollectingSink _sink = new();
    private readonly Accounting _accounting = new();
    private readonly MessageAnalysis _analysis;
    private int _frames;

    public MessageAnalysisTests()
    {
        _analysis = new MessageAnalysis(_sink, _accounting);
    }

    private IEnumerable<(string Owner, SightingStatus Status)> Said => _sink.Observations.Select(observation => (observation.Owner, observation.Status));

    [Fact]
    public void A_zone_transfer_in_many_messages_is_kept_with_its_mark()
    {
        Add(DnsMessageBuilder.Query(7, Zone, RRType.AXFR), isTcp: true);
        Add(DnsMessageBuilder.Response(7, Zone, RRType.AXFR).Answer(Zone, RRType.SOA, Soa(1)).Answer(Name, RRType.A, A1), isTcp: true);
        Add(DnsMessageBuilder.Bare(7, 0x8000).Answer(Name, RRType.A, A2).Answer(Other, RRType.A, A1), isTcp: true); // RFC 5936 section 2.2.1
        Add(DnsMessageBuilder.Response(7, Zone, RRType.AXFR).Answer(Zone, RRType.SOA, Soa(1)), isTcp: true);

        // The RRset of www.example. stands in two messages and so in two parts; the SOA comes at both ends.
        Assert.Equal([Zone, Name, Name, Other, Zone], Said.Select(said => said.Owner));
        Assert.All(Said, said => Assert.Equal(SightingStatus.Transfer, said.Status));
        Assert.Equal((3L, 3L), (_accounting[MessageOutcome.Matched], _accounting[AnalysisFact.ZoneTransferResponses]));
    }

    [Fact]
    public void A_zone_transfer_in_one_message_gives_the_SOA_once()
    {
        Add(DnsMessageBuilder.Query(7, Zone, RRType.AXFR), isTcp: true);
        Add(
            DnsMessageBuilder.Response(7, Zone, RRType.AXFR).Answer(Zone, RRType.SOA, Soa(1)).Answer(Name, RRType.A, A1).Answer(Zone, RRType.SOA, Soa(1)),
            isTcp: true);

        Assert.Equal([(Zone, SightingStatus.Transfer), (Name, SightingStatus.Transfer)], Said);
        Assert.Single(_sink.Observations[0].RData);
    }

    [Theory]
    [InlineData("over TCP", true)]
    [InlineData("over UDP, where it fits", false)]
    public void An_incremental_transfer_is_marked_too(string why, bool isTcp)
    {
        Add(DnsMessageBuilder.Query(7, Zone, RRType.IXFR), isTcp);
        Add(
            DnsMessageBuilder.Response(7, Zone, RRType.IXFR)
                .Answer(Zone, RRType.SOA, Soa(2))
                .Answer(Zone, RRType.SOA, Soa(1)).Answer(Name, RRType.A, A1) // deleted
                .Answer(Zone, RRType.SOA, Soa(2)).Answer(Name, RRType.A, A2) // added
                .Answer(Zone, RRType.SOA, Soa(2)),
            isTcp);

        // What was deleted cannot be told from what was added once records are RRsets: the mark says to beware.
        Assert.Equal([(Zone, SightingStatus.Transfer), (Name, SightingStatus.Transfer)], Said);
        Assert.True(_sink.Observations.All(observation => observation.RData.Count == 2), why);
    }

    [Fact]
    public void A_transfer_that_nobody_asked_for_is_unsolicited_and_counted()
    {
        Add(DnsMessageBuilder.Response(7, Zone, RRType.AXFR).Answer(Zone, RRType.SOA, Soa(1)), isTcp: true);

        Assert.Equal([(Zone, SightingStatus.Unsolicited)], Said);
        Assert.Equal(1, _accounting[AnalysisFact.ZoneTransferResponses]);
    }

    [Fact]
    public void A_second_other_answer_to_IXFR_over_UDP_conflicts()
    {
        Add(DnsMessageBuilder.Query(7, Zone, RRType.IXFR));
        Add(DnsMessageBuilder.Response(7, Zone, RRType.IXFR).Answer(Zone, RRType.SOA, Soa(1)));
        Add(DnsMessageBuilder.Response(7, Zone, RRType.IXFR).Answer(Zone, RRType.SOA, Soa(2)));

        Assert.Equal([(Zone, SightingStatus.Transfer), (Zone, SightingStatus.Conflicting)], Said);
    }

    /// <summary>RFC 9619 allows one question; what has more is matched by the first.</summary>
    public static TheoryData<string, string[], string[], SightingStatus> Questions => new()
    {
        // why                                    asked            answered         status
        { "one",                                  [Name],          [Name],          SightingStatus.Matched },
        { "two, the same",                        [Name, Other],   [Name, Other],   SightingStatus.Matched },
        { "two asked, the first answered",        [Name, Other],   [Name],          SightingStatus.Matched },
        { "two asked, the second answered",       [Name, Other],   [Other],         SightingStatus.Unsolicited },
        { "one asked, the answer has it second",  [Name],          [Other, Name],   SightingStatus.Unsolicited },
        { "none in the answer",                   [Name],          [],              SightingStatus.Unsolicited },
        { "letter case of another asker",         [Name],          ["WWW.example."], SightingStatus.Unsolicited },
    };

    [Theory, MemberData(nameof(Questions))]
    public void Several_questions_are_matched_by_the_first(string why, string[] asked, string[] answered, SightingStatus expected)
    {
        Add(Ask(0x0000, asked));
        var outcome = Add(Ask(0x8000, answered).Answer(Name, RRType.A, A1));

        Assert.True(outcome == FrameOutcome.Response, why);
        Assert.Equal([(Name, expected)], Said);
    }

    /// <summary>Messages whose counts lie, and what is kept of them.</summary>
    public static TheoryData<string, DnsMessageBuilder, string[], bool, bool> Counts => new()
    {
        // why                                         message                                                          kept         partial trailing
        { "as they are",                               Two(),                                                           [Name, Other], false, false },
        { "fewer answers than there are",              Two().Claim(DnsSection.Answer, 1),                               [Name],        false, true },
        { "more answers than there are",               Two().Claim(DnsSection.Answer, 3),                               [Name, Other], true,  false },
        { "the greatest number of answers",            Two().Claim(DnsSection.Answer, 65_535),                          [Name, Other], true,  false },
        { "additional records that are not there",     Two().Claim(DnsSection.Additional, 1),                           [Name, Other], true,  false },
        { "answers counted as authorities",            Two().Claim(DnsSection.Answer, 0).Claim(DnsSection.Authority, 2), [Name, Other], false, false },
        { "octets behind the end",                     Two().Raw([1, 2, 3]),                                            [Name, Other], false, true },
        { "one octet behind the end",                  Two().Raw([0]),                                                  [Name, Other], false, true },
        { "a third record cut in its rdata",           Two().Answer(Name, RRType.TXT, "0161").Raw([]).Claim(DnsSection.Answer, 4), [Name, Other, Name], true, false },
    };

    [Theory, MemberData(nameof(Counts))]
    public void What_was_read_before_a_fault_is_kept_and_the_message_counted(
        string why, DnsMessageBuilder message, string[] kept, bool isPartial, bool hasTrailing)
    {
        Add(message);

        Assert.True(kept.SequenceEqual(Said.Select(said => said.Owner)), why);
        Assert.Equal(
            (isPartial ? 1L : 0, hasTrailing ? 1L : 0),
            (_accounting[AnalysisFact.PartialMessages], _accounting[AnalysisFact.TrailingOctets]));
    }

    /// <summary>Every prefix of a response: the records that are whole, the message partial, or nothing and malformed.</summary>
    [Fact]
    public void Every_prefix_of_a_response_is_kept_as_far_as_it_goes()
    {
        var message = Two().ToArray();
        var first = message.Length - (2 * (WireLength(Name) + 14)); // where the first record starts: both are as long
        for (var length = 0; length < message.Length; length++)
        {
            var sink = new CollectingSink();
            var accounting = new Accounting();
            new MessageAnalysis(sink, accounting).Add(Asking.Reversed, isTcp: false, message.AsSpan(0, length), isCut: false, new FrameMark(1, 1));

            var whole = Math.Max(0, length - first) / ((message.Length - first) / 2);
            Assert.Equal(whole, sink.Observations.Count);
            Assert.Equal(whole > 0 ? 1 : 0, accounting[AnalysisFact.PartialMessages]);
            Assert.Equal(whole > 0 ? 0 : 1, accounting[MessageOutcome.MalformedTruncated]);
        }
    }

    private static DnsMessageBuilder Two() => DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, A1).Answer(Other, RRType.A, A2);

    private static DnsMessageBuilder Ask(ushort flags, string[] names) =>
        names.Aggregate(DnsMessageBuilder.Bare(7, flags), (message, name) => message.Question(name, RRType.A));

    private static string Soa(byte serial) =>
        DnsMessageBuilder.HexName("ns.example.") + DnsMessageBuilder.HexName("admin.example.") + $"000000{serial:x2} 00000001 00000001 00000001 00000001";

    private static int WireLength(string name) => DnsMessageBuilder.WireName(name).Length;

    private static Flow FlowOf(string source, ushort sourcePort, string destination, ushort destinationPort)
    {
        var packet = FrameBuilder.IPv4(source, destination, TestCapture.UdpProtocol, FrameBuilder.Udp(sourcePort, destinationPort, []));
        Assert.Equal(PacketFault.None, IpPacket.TryRead(packet, out var ip));
        return new Flow(ip.Source, ip.Destination, sourcePort, destinationPort);
    }

    private FrameOutcome Add(DnsMessageBuilder message, bool isTcp = false)
    {
        var octets = message.ToArray();
        var flow = octets[2] >= 0x80 ? Asking.Reversed : Asking;
        return _analysis.Add(flow, isTcp, octets, isCut: false, new FrameMark(++_frames, 1_000_000_000L * _frames));
    }
}
