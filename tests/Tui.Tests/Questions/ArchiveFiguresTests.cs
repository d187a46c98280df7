using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Commands;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class ArchiveFiguresTests
{
    private const long Day = 86_400_000;

    [Fact]
    public void RRsets_and_names_are_counted_by_type_and_negative_answers_by_kind()
    {
        var figures = Of(new SampleArchiveRRsets());

        Assert.True(figures.IsComplete);
        Assert.Equal((6, 4), (figures.RRsets, figures.Names));
        Assert.Equal(["A 4 3", "NS 1 1", "TXT 1 1"], figures.Types.Select(type => $"{type.Type} {type.RRsets} {type.Names}"));
        Assert.Equal([(NegativeKind.NxDomain, 1)], figures.Negatives);
        Assert.Empty(figures.SetAside);
        Assert.Equal(1_292, figures.Observations!.Cells(80).Sum(), 6);
    }

    [Fact]
    public void A_domain_is_as_new_as_the_first_that_was_seen_of_it()
    {
        var figures = Of(new SampleArchiveRRsets());

        Assert.Equal(["new.test. 5 1", "example.test. 0 5"], figures.Newest.Select(domain =>
            $"{DomainNameFormat.ToText(domain.Name)} {(domain.FirstMilliseconds - SampleArchive.Start) / Day} {domain.RRsets}"));
    }

    /// <summary>Why; owners; registered domains and RRsets of each.</summary>
    public static TheoryData<string, string[], string> Domains => new()
    {
        { "nothing", [], "" },
        { "the root, top-level domains and public suffixes are registered by nobody", [".", "com", "co.uk", "github.io"], "" },
        { "a name below a public suffix of two labels", ["www.shop.co.uk", "shop.co.uk"], "shop.co.uk. 2" },
        { "the reverse tree is nobody's", ["1.2.0.192.in-addr.arpa", "a.ip6.arpa"], "" },
        { "a public suffix inside a domain: both are whole", ["a.amazonaws.com", "x.s3.amazonaws.com", "z.amazonaws.com"], "amazonaws.com. 2, x.s3.amazonaws.com. 1" },
        { "names that begin alike", ["aa.test", "a.test", "b.a.test"], "a.test. 2, aa.test. 1" },
        { "no label is too odd", [@"\000.test", @"\001.test", @"a\.b.test"], @"\000.test. 1, \001.test. 1, a\.b.test. 1" },
    };

    [Theory, MemberData(nameof(Domains))]
    public void Names_are_of_the_domain_that_somebody_registered(string why, string[] owners, string domains)
    {
        var figures = Of(new TestRRsets(owners.Select(owner => NeighbourhoodTests.A(owner, "192.0.2.1"))));

        var found = string.Join(", ", figures.Newest.Select(domain => $"{DomainNameFormat.ToText(domain.Name)} {domain.RRsets}").Order(StringComparer.Ordinal));
        Assert.True(domains == found, $"{why}: {found}");
        Assert.Equal(owners.Length, figures.Names);
    }

    [Fact]
    public void A_hash_of_a_name_is_no_domain()
    {
        var figures = Of(new TestRRsets(
            TestRRset.Of("434e2sr96p1pbvteuv73s9sbg330gnu2.test", RRType.NSEC3, "00", 300, 300, 1), TestRRset.Of("434e2sr96p1pbvteuv73s9sbg330gnu2.test", RRType.RRSIG, "00", 300, 300, 1),
            TestRRset.Of("a.test", RRType.RRSIG, "00", 100, 100, 1), TestRRset.Of("a.test", RRType.SOA, "00", 200, 200, 1)));

        Assert.Equal(["a.test. 200000 2"], figures.Newest.Select(domain => $"{DomainNameFormat.ToText(domain.Name)} {domain.FirstMilliseconds} {domain.RRsets}"));
    }

    [Fact]
    public void The_names_that_changed_most_are_those_with_most_addresses()
    {
        var source = new TestRRsets(
            SampleArchive.Set("flux.test", RRType.A, 0, 1, 3, [192, 0, 2, 1], [192, 0, 2, 2]), SampleArchive.Set("flux.test", RRType.A, 1, 4, 3, [192, 0, 2, 2], [192, 0, 2, 3]),
            SampleArchive.Set("flux.test", RRType.AAAA, 0, 1, 3, new byte[16]), NeighbourhoodTests.A("still.test", "192.0.2.1"),
            SampleArchive.Set("pool.test", RRType.A, 0, 0, 1, [192, 0, 2, 1], [192, 0, 2, 2]));

        var figures = Of(source);

        Assert.Equal(["flux.test. 4 1.00", "pool.test. 2 2.00"], figures.MostChanged.Select(name =>
            FormattableString.Invariant($"{DomainNameFormat.ToText(name.Name)} {name.Addresses} {name.PerDay:0.00}")));
    }

    [Fact]
    public void The_addresses_of_one_name_that_are_told_apart_are_bounded()
    {
        var many = Enumerable.Range(0, FiguresTally.MostAddresses + 10).Select(i => SampleArchive.Set("many.test", RRType.A, 0, 1, 1, [10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]));

        var name = Assert.Single(Of(new TestRRsets(many)).MostChanged);

        Assert.Equal((FiguresTally.MostAddresses, true), (name.Addresses, name.IsCut));
    }

    [Fact]
    public void Lists_are_bounded_and_ordered()
    {
        var figures = Of(new TestRRsets(Enumerable.Range(0, 100).Select(i => SampleArchive.Set($"d{i:00}.test", RRType.A, i % 50, 60, 1 + (i % 7), [192, 0, 2, 1], [192, 0, 2, 2]))));

        Assert.Equal(ArchiveFigures.MostListed, figures.Newest.Count);
        Assert.Equal(figures.Newest.OrderByDescending(domain => domain.FirstMilliseconds), figures.Newest);
        Assert.Equal("d49.test.", DomainNameFormat.ToText(figures.Newest[0].Name));
        Assert.Equal(figures.MostSeen.OrderByDescending(name => name.Count), figures.MostSeen);
        Assert.All(figures.MostSeen.Take(14), name => Assert.Equal(7, name.Count));
        Assert.Equal(ArchiveFigures.MostListed, figures.MostChanged.Count);
    }

    [Fact]
    public void What_lookups_do_not_show_is_counted_apart()
    {
        var figures = Of(new TestRRsets(
            TestRRset.Of("a.test", RRType.A, "c0000201", 100, 200, 3), TestRRset.Of("a.test", RRType.A, "c0000202", 100, 200, 3, SightingStatus.Conflicting),
            TestRRset.Of("b.test", RRType.A, "c0000202", 100, 200, 3, SightingStatus.Quarantined)));

        Assert.Equal((1, 1), (figures.RRsets, figures.Names));
        Assert.Equal([(SightingStatus.Conflicting, 1), (SightingStatus.Quarantined, 1)], figures.SetAside);
        Assert.Equal("a.test.", DomainNameFormat.ToText(Assert.Single(figures.Newest).Name));
    }

    [Fact]
    public void Damage_of_sources_is_summed_up()
    {
        var source = TestSource.Of("a.pcap", new FileDamage(10, "cut"));
        source.Accounting.Add(FrameOutcome.CutBySnapLength);
        source.Accounting.Add(FrameOutcome.MalformedUdp);
        source.Accounting.Add(FrameOutcome.MalformedDns);

        Assert.Equal(new ArchiveFaults { DamagedSources = 1, CutFrames = 1, MalformedFrames = 2 }, Of(new TestRRsets([source, TestSource.Of("b.pcap")])).Faults);
    }

    /// <summary>An archive is walked without making RRsets, other sources by theirs: the figures are the same.</summary>
    [Fact]
    public void An_archive_has_the_figures_of_its_RRsets()
    {
        var folder = Directory.CreateTempSubdirectory("pdns-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "a.pdns");
            CommandRun.Run("ingest", Path.Combine(TestFolders.TestData, "captures"), "-a", path);
            using var archive = Archive.OpenRead(path);

            var snapshots = ArchiveFigures.Read(archive, CancellationToken.None).ToList();
            var figures = snapshots[^1];
            var expected = ArchiveFigures.Of(archive, archive.Suffixes, CancellationToken.None);

            Assert.Equal((false, 0L, 7, path), (snapshots[0].IsComplete, snapshots[0].RRsets, snapshots[0].Sources, snapshots[0].Folder));
            Assert.True(figures.IsComplete);
            Assert.InRange(figures.RRsets, 100, figures.RRsetBound);
            Assert.Equal((expected.RRsets, expected.Names, expected.Span), (figures.RRsets, figures.Names, figures.Span));
            Assert.Equal(expected.Types, figures.Types);
            Assert.Equal(expected.Negatives, figures.Negatives);
            Assert.Equal(expected.SetAside, figures.SetAside);
            Assert.Equal(expected.Observations!.Cells(1)[0], figures.Observations!.Cells(1)[0], 3);
            Assert.Equal(expected.Newest.Select(Text), figures.Newest.Select(Text));
            Assert.Equal(expected.MostChanged.Select(Text), figures.MostChanged.Select(Text));
            Assert.Equal(expected.MostSeen.Select(Text), figures.MostSeen.Select(Text));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Text(object record) => record switch
        {
            NewDomain domain => $"{DomainNameFormat.ToText(domain.Name)} {domain.FirstMilliseconds} {domain.RRsets}",
            ChangingName name => $"{DomainNameFormat.ToText(name.Name)} {name.Addresses} {name.Window}",
            SeenName name => $"{DomainNameFormat.ToText(name.Name)} {name.Count}",
            _ => throw new ArgumentOutOfRangeException(nameof(record)),
        };
    }

    [Fact]
    public void It_ends_when_it_is_stopped() => Assert.Throws<OperationCanceledException>(() =>
        ArchiveFigures.Of(new SampleArchiveRRsets(), PublicSuffixList.Default, new CancellationToken(canceled: true)));

    private static ArchiveFigures Of(IRRsetSource source) => ArchiveFigures.Of(source, PublicSuffixList.Default, CancellationToken.None);

    /// <summary>Those of the sample, in key order.</summary>
    private sealed class SampleArchiveRRsets : IRRsetSource
    {
        private readonly SampleArchive _sample = new();

        public IReadOnlyList<SourceRecord> Sources => _sample.Sources;

        public IEnumerable<RRset> Find(RRsetQuery query) => _sample.Find(query with { Side = LookupSide.OwnerBelow, Name = DomainName.Root.ToArray() })
            .OrderBy(rrset => Convert.ToHexString(rrset.Key), StringComparer.Ordinal);
    }
}
