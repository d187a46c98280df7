using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;
using static PassiveDns.Analyzer.Tests.TestCapture;

namespace PassiveDns.Analyzer.Tests.Evidence;

/// <summary>A race: a forged answer and the server's own, and what is told of both.</summary>
public class ConflictTests
{
    private const string Name = "www.example.";
    private const string Own = "c0000201", Forged = "cb007142";

    public static TheoryData<string, byte[][], string> Races => new()
    {
        // why, frames, answers of each conflict of the server's own: number, frame, TTL, checksum
        { "the forged answer came first", [Query(), Answer(Forged, 57, "absent"), Answer(Own)], "1 2 57 Absent, 2 3 64 Correct" },
        { "with a wrong checksum", [Query(), Answer(Forged, 57, "wrong"), Answer(Own)], "1 2 57 Wrong, 2 3 64 Correct" },
        { "repeats do not count", [Query(), Answer(Forged), Answer(Forged), Answer(Own)], "1 2 64 Correct, 2 4 64 Correct" },
        { "a third answer", [Query(), Answer(Forged), Answer("cb007143", 3), Answer(Own)], "1 2 64 Correct, 2 3 3 Correct, 3 4 64 Correct" },
        { "two queries, each with its race", [Query(), Answer(Forged), Answer(Own), Query(), Answer(Forged), Answer(Own)], "1 2 64 Correct, 2 3 64 Correct; 1 5 64 Correct, 2 6 64 Correct" },
        { "a query sent twice has two answers", [Query(), Query(), Answer(Forged), Answer("cb007143"), Answer(Own)], "1 3 64 Correct, 2 4 64 Correct, 3 5 64 Correct" },
        { "nobody contradicts", [Query(), Answer(Own)], "" },
        { "an answer to another question is none", [Query(), Answer(Forged), Other(), Answer(Own)], "1 2 64 Correct, 2 4 64 Correct" },
    };

    [Theory, MemberData(nameof(Races))]
    public void Answers_to_the_same_query_stand_side_by_side(string why, byte[][] frames, string expected)
    {
        var conflicts = Conflicts(frames);
        var told = string.Join("; ", conflicts.Select(answers => string.Join(", ", answers.Select(answer => $"{answer.Number} {answer.FrameNumber} {answer.HopLimit} {answer.Checksum}"))));
        Assert.True(expected == told, $"{why}: {told}");
        Assert.All(conflicts.SelectMany(answers => answers), answer => Assert.NotNull(answer.Message));
    }

    [Fact]
    public void Over_TCP_no_packet_stands_for_the_answer()
    {
        byte[] Segment(byte[] message, uint sequence, bool isResponse)
        {
            byte[] octets = [.. FrameBuilder.Be((ushort)message.Length), .. message];
            var (source, destination) = isResponse ? (Server, Client) : (Client, Server);
            var (from, to) = isResponse ? (DnsPort, ClientPort) : (ClientPort, DnsPort);
            return FrameBuilder.Ethernet(FrameBuilder.IPv4(source, destination, TcpProtocol, FrameBuilder.Tcp(from, to, sequence, 1, TcpFlags.Ack, octets)));
        }

        var forged = Message(Forged);
        var answers = Assert.Single(Conflicts([Segment(Question, 1, false), Segment(forged, 1, true), Segment(Message(Own), (uint)(3 + forged.Length), true)]));

        Assert.Equal([(1, 2, null, null), (2, 3, null, null)], answers.Select(answer => (answer.Number, (int)answer.FrameNumber, answer.HopLimit, answer.Checksum)));
    }

    [Fact]
    public void Of_a_flood_of_answers_the_first_ones_and_the_latest_are_remembered()
    {
        byte[][] flood = [Query(), .. Enumerable.Range(0, 1_000).Select(number => Answer($"cb00{number:x4}")), Answer(Own)];

        var answers = Assert.Single(Conflicts(flood));

        Assert.Equal(AnswerTrail.MaxAnswers, answers.Count);
        Assert.Equal([.. Enumerable.Range(1, AnswerTrail.MaxAnswers - 1), 1_001], answers.Select(answer => answer.Number));
        Assert.Equal(1_002, answers[^1].FrameNumber);
    }

    /// <summary>Larger than what is kept of all: answers beyond that are told without what they said, and so are those that come once room was given back.</summary>
    [Fact]
    public void Messages_beyond_the_budget_are_not_kept()
    {
        var trail = new AnswerTrail();
        var octets = new byte[ushort.MaxValue];
        var (queries, kept) = (0, 0L);
        for (; queries < 3 * AnswerTrail.MaxOctets / octets.Length; queries++)
        {
            trail.Begin(new ObservedMessage { Octets = octets, FrameNumber = 1, TimeNanoseconds = 0, Source = default, Destination = default, SourcePort = 53, DestinationPort = 9, IsTcp = true });
            trail.Add(queries);
            kept += trail.TakeEvidence()[^1].Message?.Length ?? 0;
            trail.Forget(queries); // evidence stays all the same
        }

        Assert.InRange(kept, AnswerTrail.MaxOctets - octets.Length, AnswerTrail.MaxOctets);
    }

    [Fact]
    public void Messages_of_queries_that_are_forgotten_make_room()
    {
        var trail = new AnswerTrail();
        var octets = new byte[ushort.MaxValue];
        for (var query = 0; query < 3 * AnswerTrail.MaxOctets / octets.Length; query++)
        {
            trail.Begin(new ObservedMessage { Octets = octets, FrameNumber = 1, TimeNanoseconds = 0, Source = default, Destination = default, SourcePort = 53, DestinationPort = 9, IsTcp = true });
            trail.Add(query);
            Assert.NotNull(trail.Answers[^1].Message);
            trail.Forget(query);
        }
    }

    private static byte[] Question => DnsMessageBuilder.Query(1, Name).ToArray();

    private static byte[] Message(string address) => DnsMessageBuilder.Response(1, Name).Answer(Name, RRType.A, address).ToArray();

    private static byte[] Query() => FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(ClientPort, DnsPort, Question)));

    private static byte[] Other() => Frame(DnsMessageBuilder.Response(2, Name).Answer(Name, RRType.A, Own).ToArray(), 64, "correct");

    private static byte[] Answer(string address, byte timeToLive = 64, string checksum = "correct") => Frame(Message(address), timeToLive, checksum);

    private static byte[] Frame(byte[] message, byte timeToLive, string checksum)
    {
        var datagram = FrameBuilder.UdpWithChecksum(Server, Client, DnsPort, ClientPort, message);
        if (checksum == "absent") datagram[6] = datagram[7] = 0;
        if (checksum == "wrong") datagram[6] ^= 1;
        return FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram, timeToLive: timeToLive));
    }

    /// <summary>Of the conflicting sighting of the server's own answer.</summary>
    private static IReadOnlyList<IReadOnlyList<Answer>> Conflicts(byte[][] frames)
    {
        var key = new byte[RRsetKey.MaxOwnerKeyLength];
        var length = RRsetKey.WriteOwner(DnsMessageBuilder.WireName(Name), key);
        RRsetKey.WriteTypeAndBailiwick(RRType.A, RRsetKey.NoBailiwick, key.AsSpan(length));
        var sighting = new Sighting(0, SightingStatus.Conflicting, Vantage.Authoritative, new TimeWindow(0, 0, 1), 1, 300, 300);
        var set = new RRset([.. key[..(length + RRsetKey.TypeAndBailiwickLength)], 4, .. Hex.Octets(Own)], [sighting]);
        using var reader = new FrameList(frames);
        return EvidenceFinder.Find(reader, [(set, sighting)], EvidenceParts.Frames, new AnalysisOptions(), TestContext.Current.CancellationToken).ConflictsOf(set, sighting);
    }
}
