using System.Diagnostics;
using System.Globalization;
using System.Text;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class RRsetExtractorTests
{
    private const string Name = "www.example.", A1 = "c0000201", A2 = "c0000202", A3 = "c0000203";
    private const ushort In = 1, Ch = 3;

    private readonly Accounting _accounting = new();
    private readonly RRsetExtractor _extractor;

    public RRsetExtractorTests()
    {
        _extractor = new RRsetExtractor(_accounting);
    }

    [Fact]
    public void Records_of_one_owner_and_type_are_an_RRset()
    {
        var rrsets = Read(Response()
            .Answer(Name, RRType.A, A1)
            .Answer(Name, RRType.AAAA, "20010db8000000000000000000000001")
            .Answer("WwW.Example.", RRType.A, A2));

        Assert.Equal(["www.example. A 192.0.2.1 | 192.0.2.2", "www.example. AAAA 2001:db8::1"], rrsets.Select(Text));
    }

    [Fact]
    public void Rdata_is_canonical_in_order_and_without_repeats()
    {
        var rrsets = Read(Response()
            .Answer(Name, RRType.NS, DnsMessageBuilder.HexName("B.example."))
            .Answer(Name, RRType.NS, "c010") // the label "example" of the question
            .Answer(Name, RRType.NS, DnsMessageBuilder.HexName("a.example."))
            .Answer(Name, RRType.NS, DnsMessageBuilder.HexName("b.EXAMPLE.")));

        // RFC 4034 section 6.3: octet by octet, and a length octet comes first in a name.
        Assert.Equal("www.example. NS a.example. | b.example. | example.", Text(Assert.Single(rrsets)));
    }

    [Fact]
    public void Any_order_of_records_gives_the_same_RRset()
    {
        var random = new Random(2);
        var records = Enumerable.Range(0, 40).Select(i => $"c00002{i:x2}").ToArray();
        string? first = null;
        for (var round = 0; round < 20; round++)
        {
            random.Shuffle(records);
            var response = Response();
            foreach (var record in records) response.Answer(Name, RRType.A, record);
            var text = Text(Assert.Single(Read(response)));
            Assert.Equal(first ??= text, text);
        }
    }

    [Fact]
    public void The_same_RRset_in_another_section_counts_once()
    {
        var rrsets = Read(Response()
            .Answer("ns.example.", RRType.A, A1, ttl: 300)
            .Answer("ns.example.", RRType.A, A2, ttl: 200)
            .Additional("ns.example.", RRType.A, A2, ttl: 100)
            .Additional("ns.example.", RRType.A, A1, ttl: 400));

        var rrset = Assert.Single(rrsets);
        Assert.Equal((100u, 400u), (rrset.TtlMin, rrset.TtlMax));
    }

    [Fact]
    public void Another_RRset_in_another_section_counts_too()
    {
        var rrsets = Read(Response()
            .Answer("ns.example.", RRType.A, A1)
            .Answer("ns.example.", RRType.A, A2)
            .Additional("ns.example.", RRType.A, A2));

        Assert.Equal(["ns.example. A 192.0.2.1 | 192.0.2.2", "ns.example. A 192.0.2.2"], rrsets.Select(Text));
    }

    [Fact]
    public void All_sections_count()
    {
        var rrsets = Read(Response()
            .Answer(Name, RRType.CNAME, DnsMessageBuilder.HexName("web.example."))
            .Answer("web.example.", RRType.A, A1)
            .Authority("example.", RRType.NS, DnsMessageBuilder.HexName("ns.example."))
            .Additional("ns.example.", RRType.A, A3));

        Assert.Equal(
            ["www.example. CNAME web.example.", "web.example. A 192.0.2.1", "example. NS ns.example.", "ns.example. A 192.0.2.3"],
            rrsets.Select(Text));
    }

    public static TheoryData<string, RRType, ushort, string, int, long> LeftOut => new()
    {
        // why                            type              class    rdata             RRsets  records of other classes
        { "EDNS",                         RRType.OPT,       1_232,   "",                    0, 0 },
        { "transaction signature",        RRType.TSIG,      255,     "00",                  0, 0 },
        { "key agreement",                RRType.TKEY,      255,     "00",                  0, 0 },
        { "a type of questions",          RRType.ANY,       In,      "",                    0, 0 },
        { "SIG(0)",                       RRType.SIG,       In,      "0000 0500 00000000",  0, 0 },
        { "SIG that covers a type",       RRType.SIG,       In,      "0001 0500 00000000",  1, 0 },
        { "class CH",                     RRType.TXT,       Ch,      "0161",                0, 1 },
        { "class ANY",                    RRType.A,         255,     "",                    0, 1 },
        { "an unknown type",              (RRType)65_400,   In,      "0102",                1, 0 },
        { "an unknown type without data", (RRType)65_400,   In,      "",                    1, 0 },
    };

    [Theory, MemberData(nameof(LeftOut))]
    public void What_is_not_data_of_class_IN_is_left_out(
        string why, RRType type, ushort classCode, string rdata, int rrsets, long otherClass)
    {
        var found = Read(Response().Additional(".", type, rdata, classCode: classCode));

        Assert.True(found.Count == rrsets, why);
        Assert.Equal(otherClass, _accounting[AnalysisFact.OtherClassRecords]);
    }

    [Fact]
    public void Records_before_a_fault_are_kept()
    {
        var message = Response().Answer(Name, RRType.A, A1).Answer(Name, RRType.A, A2).Authority("example.", RRType.NS, "c010").ToArray();
        var whole = Read(message);
        Assert.Equal(2, whole.Count);
        Assert.False(_extractor.IsPartial);

        for (var length = DnsHeader.Length + 17; length < message.Length; length++)
        {
            var some = Read(message.AsSpan(0, length).ToArray());
            Assert.True(_extractor.IsPartial);
            Assert.True(some.Count < whole.Count);
            Assert.All(some, rrset => Assert.StartsWith("www.example. A 192.0.2.1", Text(rrset), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Rdata_that_does_not_fit_its_type_is_kept_as_it_is()
    {
        var rrset = Assert.Single(Read(Response().Answer(Name, RRType.A, "c00002")));

        Assert.True(_extractor.IsPartial);
        Assert.Equal("c00002", Hex.Text(rrset.RData[0]));
    }

    [Fact]
    public void Nothing_is_left_over_from_the_message_before()
    {
        Read(Response().Answer(Name, RRType.A, A1).Answer("other.example.", RRType.A, A2));
        Assert.Equal("www.example. A 192.0.2.3", Text(Assert.Single(Read(Response().Answer(Name, RRType.A, A3)))));
        Assert.Empty(Read(Response()));
    }

    [Fact]
    public void Thousands_of_records_with_the_longest_names_take_milliseconds()
    {
        // Labels of 61, 61, 61 and 59 letters make 246 octets and the root. Every owner is one label of its own before a pointer to them.
        var chain = new List<byte>();
        foreach (var length in new[] { 61, 61, 61, 59 }) chain.AddRange([(byte)length, .. Enumerable.Repeat((byte)'a', length)]);
        var response = DnsMessageBuilder.Bare(1, 0x8000).Question(".", RRType.A);
        var start = DnsHeader.Length + 5;
        response.Raw([.. chain, 0, 0, (byte)RRType.NULL, 0, 1, 0, 0, 0, 0, 0, 0]); // the first record, by hand
        ushort records = 1;
        for (var size = response.ToArray().Length; size < 65_000; size += 5 + 2 + 10 + 2)
        {
            response.Raw([4, .. Encoding.ASCII.GetBytes(records.ToString("x4", CultureInfo.InvariantCulture))]);
            response.RecordAt(DnsSection.Answer, start, RRType.NS, [0xC0, (byte)start]);
            records++;
        }

        var message = response.Claim(DnsSection.Answer, records).ToArray();
        Assert.True(records > 3_000);
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(records, Read(message, collect: false));
            if (watch.Elapsed < best) best = watch.Elapsed;
        }

        Assert.False(_extractor.IsPartial);
        Assert.True(best < TimeSpan.FromMilliseconds(60), $"{best.TotalMilliseconds} ms"); // quadratic work would take seconds; a release build takes less than 5 ms
    }

    /// <summary>What the worst of messages becomes: bounded, and read to its end.</summary>
    [Fact]
    public void RRsets_of_a_message_have_at_most_64_times_its_octets()
    {
        foreach (var (name, _, message) in HostileMessages.All)
        {
            var reader = new DnsMessageReader(message, new NameMemo());
            while (reader.TryReadQuestion(new byte[DomainName.MaxLength], out _)) continue;
            _extractor.Read(ref reader, message);
            var sink = new OctetSink();
            _extractor.HandOn(sink, SightingStatus.Matched, Vantage.Authoritative, default, [], new FrameMark(1, 2));

            Assert.Equal(_extractor.Count, sink.Count);
            Assert.True(sink.Octets <= 64 * message.Length, $"{name}: {sink.Octets} octets of {message.Length}");
            Assert.True((name is "misfits" or "pointers") == _extractor.IsPartial, name);
        }
    }

    [Fact]
    public void Every_type_expands_less_than_64_times()
    {
        // The shortest record has an owner of two octets and ten more; each name in rdata takes two at least.
        var worst = RDataTypes.All.Max(type =>
        {
            var names = RDataCanonical.MaxLength(type, 0) / DomainName.MaxLength;
            return (DomainName.MaxLength * (1 + names)) / (12 + (2 * names));
        });
        Assert.InRange(worst, 40, 63);
    }

    private static DnsMessageBuilder Response() => DnsMessageBuilder.Response(1, Name);

    private static string Text(Observed rrset) => rrset.ToString()[..^" (Matched)".Length];

    private IReadOnlyList<Observed> Read(DnsMessageBuilder message) => Read(message.ToArray());

    private IReadOnlyList<Observed> Read(byte[] message)
    {
        var count = Read(message, collect: true);
        Assert.Equal(count, _collected.Count);
        return _collected;
    }

    private sealed class OctetSink : IRRsetSink
    {
        public int Count { get; private set; }
        public long Octets { get; private set; }

        public void Add(in RRsetObservation observation)
        {
            Count++;
            Octets += observation.Owner.Length + observation.RDataSet.Length;
        }
    }

    private IReadOnlyList<Observed> _collected = [];

    private int Read(byte[] message, bool collect)
    {
        var reader = new DnsMessageReader(message);
        reader.TryReadQuestion(new byte[DomainName.MaxLength], out _);
        _extractor.Read(ref reader, message);
        var sink = new CollectingSink();
        if (collect) _extractor.HandOn(sink, SightingStatus.Matched, Vantage.Authoritative, default, [], new FrameMark(1, 2));
        _collected = sink.Observations;
        return _extractor.Count;
    }
}
