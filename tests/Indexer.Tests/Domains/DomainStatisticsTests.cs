using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Maintenance;
using Xunit;

namespace PassiveDns.Indexer.Tests.Domains;

/// <summary>What an archive has counted by domain and day, beside the plainest way to count it.</summary>
public class DomainStatisticsTests
{
    private const int Iterations = 60;
    private const long MiB = 1 << 20;

    // Budgets: one that spills with every batch, and one that never does.
    private static readonly Gen<long> Budget = Gen.OneOf(Make.TinyBudget, 64 * MiB);

    private static readonly (SuffixRules Rules, bool ByDay)[] Views =
        [(SuffixRules.Private, true), (SuffixRules.Private, false), (SuffixRules.Icann, true), (SuffixRules.Icann, false)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void An_archive_answers_as_the_plain_model_does_whatever_the_commits_and_budget() =>
        Gen.Select(AskedSource.Several, Gen.Bool.Array[6], Budget).Sample((sources, commits, budget) =>
        {
            using var folder = new TemporaryFolder();
            using var archive = Ingest(folder.Path, sources, commits, budget);

            AssertHolds(archive, sources);
        }, iter: Iterations);

    [Fact]
    public void Merged_archives_answer_as_one_that_took_in_all() =>
        Gen.Select(AskedSource.Several, Gen.Bool.Array[6], Gen.Bool.Array[6]).Sample((sources, inFirst, inBoth) =>
        {
            using var folder = new TemporaryFolder();
            using var first = Ingest(folder["a"], [.. sources.Where((_, place) => inFirst[place])], inBoth, 64 * MiB);
            using var second = Ingest(folder["b"], [.. sources.Where((_, place) => !inFirst[place] || inBoth[place])], inFirst, Make.TinyBudget);
            ArchiveMerge.Merge([first, second], folder["c"], Token);

            using var merged = Archive.OpenRead(folder["c"]);
            AssertHolds(merged, sources);
        }, iter: Iterations / 2);

    [Fact]
    public void A_source_that_was_removed_leaves_nothing() =>
        Gen.Select(AskedSource.Several, Gen.Bool.Array[6]).Sample((sources, stays) =>
        {
            using var folder = new TemporaryFolder();
            using var archive = Ingest(folder.Path, sources, stays, 64 * MiB);
            var gone = sources.Where((_, place) => !stays[place]).Select(source => source.Record.Sha256).ToHashSet();
            SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, [.. archive.Sources.Where(source => gone.Contains(source.Sha256))]), Token);

            AssertHolds(archive, [.. sources.Where((_, place) => stays[place])]);
        }, iter: Iterations / 2);

    [Fact]
    public void Compaction_and_rollup_change_no_answer() =>
        Gen.Select(AskedSource.Several, Gen.Bool.Array[6]).Sample((sources, commits) =>
        {
            using var folder = new TemporaryFolder();
            using var archive = Ingest(folder.Path, sources, commits, 64 * MiB);
            ArchiveCompactor.CompactAll(archive, Token);
            AssertHolds(archive, sources);

            if (SourceRollup.Plan(archive, long.MaxValue) is not { } plan) return;
            SourceRollup.RollUp(archive, plan, Token);
            AssertHolds(archive, sources);
        }, iter: Iterations / 2);

    [Fact]
    public void A_source_that_was_abandoned_counts_nothing()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small(Make.TinyBudget));
        new Asked("a.example.com.").AddTo(session);
        session.AbandonSource();
        new AskedSource(Make.Source(1), [new Asked("b.example.com.")]).AddTo(session);
        session.Commit();

        var found = Assert.Single(archive.FindDomains(new DomainQuery()));
        Assert.Equal((1L, 1L), (found.Figures.Queries, found.DistinctNames));
    }

    [Theory]
    [InlineData("the whole of a suffix", "com.", "example.com.")]
    [InlineData("a domain", "example.com.", "example.com.")]
    [InlineData("a name in a domain stands for it", "www.mail.example.com.", "example.com.")]
    [InlineData("another domain that ends alike", "ample.com.", "")]
    [InlineData("all", ".", "example.com. a.github.io. b.github.io.")]
    [InlineData("customers of a company", "github.io.", "a.github.io. b.github.io.")]
    public void Domains_are_found_by_name(string why, string name, string expected)
    {
        using var folder = new TemporaryFolder();
        using var archive = Ingest(
            folder.Path, [new AskedSource(Make.Source(1), [new Asked("www.example.com."), new Asked("x.b.github.io."), new Asked("a.github.io.")])], [true], 64 * MiB);

        var found = archive.FindDomains(new DomainQuery { Name = DomainNameFormat.Parse(name)! }).Select(domain => DomainNameFormat.ToText(domain.Domain.Span));

        Assert.True(expected == string.Join(' ', found), $"{why}: {string.Join(' ', found)}");
    }

    [Theory]
    [InlineData(int.MinValue, int.MaxValue, 6)]
    [InlineData(1, 2, 5)]
    [InlineData(-1, 0, 1)]
    [InlineData(3, 9, 0)]
    public void Days_are_fenced(int first, int last, long queries)
    {
        using var folder = new TemporaryFolder();
        Asked[] asked = [new("example.com.", Day: -1), new("example.com.", Day: 1, Times: 2, Outcome: QueryOutcome.Unanswered), new("example.com.", Day: 2, Times: 3, Outcome: QueryOutcome.Unanswered)];
        using var archive = Ingest(folder.Path, [new AskedSource(Make.Source(1), asked)], [true], 64 * MiB);

        Assert.Equal(queries, archive.FindDomains(new DomainQuery { FirstDay = first, LastDay = last }).Sum(domain => domain.Figures.Queries));
    }

    [Fact]
    public void Counts_beyond_sixteen_bits_are_exact()
    {
        using var folder = new TemporaryFolder();
        Asked[] asked = [new("a.example.com.", Times: 200_000, Outcome: QueryOutcome.Unanswered, Length: 0), .. Enumerable.Repeat(new Asked("bb.example.com.", Length: 65_535), 70_000)];
        using var archive = Ingest(folder.Path, [new AskedSource(Make.Source(1), asked)], [true], 64 * MiB);

        var figures = Assert.Single(archive.FindDomains(new DomainQuery())).Figures;
        Assert.Equal((270_000L, 70_000L, 70_000L * 65_535, (200_000L * 15) + (70_000L * 16)), (figures.Queries, figures.Responses, figures.ResponseOctets, figures.NameOctets));
        Assert.Equal((270_000L, 200_000L, 70_000L), (figures.OfType(0), figures.NameLengths(1) - 70_000, figures.ResponseLengths(9)));
    }

    [Fact]
    public void Memory_is_bounded_however_many_domains_and_names_there_are()
    {
        const int many = 200_000;
        const long budget = 16 * MiB;
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var session = archive.BeginIngest(new IngestOptions { MemoryBudget = budget });
        for (var i = 0; i < many; i++)
        {
            new Asked($"www.d{i}.com.").AddTo(session); // ever new domains
            new Asked($"n{i}.example.net.").AddTo(session); // ever new names of one
            if (i % 10_000 == 0) Assert.InRange(session.Settle(), 0, budget);
        }

        session.EndSource(Make.Source(1));
        session.Commit();

        Assert.Equal((many + 1, 2L * many), (archive.FindDomains(new DomainQuery()).Count(), archive.FindDomains(new DomainQuery()).Sum(domain => domain.Figures.Queries)));
        var one = Assert.Single(archive.FindDomains(new DomainQuery { Name = DomainNameFormat.Parse("example.net")! }));
        Assert.Equal((NameSample.Capacity, false), (one.Names.Count, one.Names.IsWhole));
        Assert.InRange(one.DistinctNames, many * 0.7, many * 1.4);
        Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
    }

    [Fact]
    public void An_archive_counts_by_the_list_that_it_was_given()
    {
        using var folder = new TemporaryFolder();
        var given = PublicSuffixList.Parse("example.com\n"u8.ToArray(), "my.dat");
        using (var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles())) archive.KeepSuffixes(given);
        using (Ingest(folder.Path, [new AskedSource(Make.Source(1), [new Asked("a.b.example.com.")])], [true], 64 * MiB))
        {
        }

        using var opened = Archive.OpenRead(folder.Path);
        Assert.Equal(given.Sha256, opened.Suffixes.Sha256);
        Assert.Equal("b.example.com.", DomainNameFormat.ToText(Assert.Single(opened.FindDomains(new DomainQuery())).Domain.Span));
    }

    private static void AssertHolds(Archive archive, IReadOnlyList<AskedSource> sources)
    {
        Assert.Empty(archive.Damage);
        foreach (var (rules, byDay) in Views) Assert.Equal(AskedSource.Count(sources, rules, byDay), AskedSource.Find(archive, rules, byDay));
        var report = ArchiveVerifier.Verify(archive, Token);
        Assert.True(report.IsSound, string.Join(' ', report.Runs.SelectMany(run => run.Findings)));
    }

    private static Archive Ingest(string folder, IReadOnlyList<AskedSource> sources, bool[] commits, long budget)
    {
        var archive = Archive.OpenOrCreate(folder, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small(budget));
        for (var i = 0; i < sources.Count; i++)
        {
            sources[i].AddTo(session);
            if (commits[i]) session.Commit();
        }

        session.Commit();
        return archive;
    }
}
