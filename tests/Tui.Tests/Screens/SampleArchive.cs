using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Tests.Screens;

/// <summary>A few RRsets in memory, asked as an archive is.</summary>
internal sealed class SampleArchive : IRRsetSource
{
    /// <summary>2026-03-01T10:00:00Z.</summary>
    public const long Start = 1_772_359_200_000;

    private const long Day = 86_400_000;

    private readonly List<RRset> _sets =
    [
        Set("example.test", RRType.NS, 0, 8, 40, Wire("ns1.example.test"), Wire("ns2.example.test")),
        Set("ns1.example.test", RRType.A, 0, 8, 12, [192, 0, 2, 53]),
        Set("www.example.test", RRType.A, 1, 2, 3, [192, 0, 2, 1]),
        Set("www.example.test", RRType.TXT, 1, 1, 1, [5, .. "hello"u8]),
        Set("www.example.test", RRType.A, 3, 8, 1_234, [192, 0, 2, 7], [192, 0, 2, 8]),
        Set("new.test", RRType.A, 5, 6, 2, [192, 0, 2, 9]),
        Negative("new.test", RRType.A, 1, 4, 5, new NegativeAnswer(NegativeKind.NxDomain, ZoneLabels: 1)),
    ];

    public IReadOnlyList<SourceRecord> Sources { get; } =
    [
        new()
        {
            Sha256 = new string('a', 64),
            Path = "day1.pcap",
            Octets = 1,
            Format = "pcap",
            LinkTypes = [LinkType.Ethernet],
            FirstPacketMilliseconds = Start,
            LastPacketMilliseconds = Start + (8 * Day),
            IsOneSided = false,
            Accounting = new Accounting(),
            Damage = [],
            ToolVersion = "0",
            Options = "",
            StartedMilliseconds = 0,
            FinishedMilliseconds = 0,
        },
    ];

    public IEnumerable<RRset> Find(RRsetQuery query) => _sets.Where(set => Answers(set, query));

    /// <summary>A browser on these RRsets whose screens are read and arranged at once; what is typed first has been left.</summary>
    public static Browser Browser(Func<BrowserServices, BrowserServices>? with = null, bool isAscii = false, int mostRowsHeld = int.MaxValue)
    {
        var archive = new SampleArchive();
        var services = new BrowserServices { Read = screen => Read(screen, archive), Arrange = Arrange };
        var browser = new Browser(archive, new StartScreen(), with is null ? services : with(services)) { IsAsciiTerminal = isAscii, MostRowsHeld = mostRowsHeld };
        browser.Leave();
        return browser;
    }

    public static void Read(Screen screen, IRRsetSource archive)
    {
        screen.Begin();
        screen.KnowSources(archive.Sources);
        screen.Read(new ScreenReading(archive, action => action(), CancellationToken.None));
        screen.Finish(failure: null);
    }

    private static void Arrange(ResultScreen screen) =>
        screen.Show(screen.Arrangement, screen.Arrangement.Of(screen.All.Span, CancellationToken.None), screen.Found);

    public static RRset Set(string owner, RRType type, int firstDay, int lastDay, long count, params byte[][] records)
    {
        var key = new List<byte>();
        Span<byte> part = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        key.AddRange(part[..RRsetKey.WriteOwner(Wire(owner), part)]);
        RRsetKey.WriteTypeAndBailiwick(type, RRsetKey.NoBailiwick, part);
        key.AddRange(part[..RRsetKey.TypeAndBailiwickLength]);
        foreach (var record in records)
        {
            key.AddRange(part[..RRsetKey.WriteRDataLength(record.Length, part)]);
            key.AddRange(record);
        }

        var window = new TimeWindow(Start + (firstDay * Day), Start + (lastDay * Day), count);
        return new RRset([.. key], [new Sighting(0, SightingStatus.Matched, Vantage.Authoritative, window, 7, 60, 300)]);
    }

    public static RRset Negative(string owner, RRType type, int firstDay, int lastDay, long count, NegativeAnswer negative)
    {
        var set = Set(owner, type, firstDay, lastDay, count);
        byte[] key = [.. set.Key, 0, 0];
        key[set.OwnerKey.Length + RRsetKey.TypeAndBailiwickLength - 1] = RRsetKey.NegativeMark;
        negative.Write(key.AsSpan(set.Key.Length));
        return new RRset(key, [.. set.Sightings]);
    }

    public static byte[] Wire(string name) => DomainNameFormat.Parse(name)!;

    private static bool Answers(RRset set, RRsetQuery query)
    {
        if (query.Kinds != AnswerKinds.Both && (query.Kinds == AnswerKinds.Negative) != set.Negative is not null) return false;
        var owner = new byte[DomainName.MaxLength];
        owner = owner[..set.ReadOwner(owner)];
        return query.Side switch
        {
            LookupSide.Owner => owner.AsSpan().SequenceEqual(query.Name.Span),
            LookupSide.OwnerBelow => owner.Length > query.Name.Length && DomainName.IsAtOrBelow(owner, query.Name.Span),
            LookupSide.RDataName => Records(set).Any(record => record.AsSpan().SequenceEqual(query.Name.Span)),
            LookupSide.Address => Records(set).Any(record =>
                record.Length == query.Addresses.First.Length
                && record.AsSpan().SequenceCompareTo(query.Addresses.First.Span) >= 0
                && record.AsSpan().SequenceCompareTo(query.Addresses.Last.Span) <= 0),
            _ => false,
        };
    }

    private static List<byte[]> Records(RRset set)
    {
        var records = new List<byte[]>();
        var rest = set.RDataSet;
        while (RRsetKey.TryReadRData(ref rest, out var rdata)) records.Add(rdata.ToArray());
        return records;
    }

    /// <summary>Where the trail of a test begins: nothing to read.</summary>
    private sealed class StartScreen : PageScreen
    {
        public override string Title => "pdns";

        public override void Read(ScreenReading reading)
        {
        }
    }
}
