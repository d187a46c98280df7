using PassiveDns.Formats.Dns;
using PassiveDns.Indexer.Names;
using Xunit;

namespace PassiveDns.Indexer.Tests.Names;

public sealed class ArchiveNamesTests : IDisposable
{
    private const long Always = 0;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_of_owners_and_rdata_are_found_across_runs()
    {
        using var archive = MakeArchive();
        NameQuery query = new() { Pattern = "shop" };

        Assert.Equal(["shop.example. owner", "shop2.example. owner rdata", "ns.shop.test. rdata"], Describe(Find(archive, query, NameIndex.DefaultThreshold)));
        Assert.Equal(2, CatchUp(archive).Built);
        var search = Find(archive, query);

        Assert.Equal(["shop.example. owner", "shop2.example. owner rdata", "ns.shop.test. rdata"], Describe(search));
        Assert.Equal((2, 0), (search.Report.RunsByIndex, search.Report.RunsScanned));
        Assert.Empty(NameIndex.FindDamage(archive));
    }

    [Fact]
    public void A_commit_is_searched_before_its_names_are_indexed()
    {
        using var archive = MakeArchive();
        CatchUp(archive);
        using (var session = archive.BeginIngest())
        {
            new ObservedSource(Make.Source(3), [Make.A("new.shop.example.", "192.0.2.9")]).AddTo(session);
            session.Commit();
        }

        var search = Find(archive, new NameQuery { Pattern = "new.shop" });

        Assert.Equal(["new.shop.example. owner"], Describe(search));
        Assert.Equal([null, null, "no index"], search.Report.Runs.Select(run => run.WhyScanned));
        Assert.Equal(1, CatchUp(archive).Built);
    }

    [Fact]
    public void The_folder_can_be_deleted_and_made_again()
    {
        using var archive = MakeArchive();
        CatchUp(archive);
        Directory.Delete(archive.Layout.Names, recursive: true);

        var search = Find(archive, new NameQuery { Pattern = "shop2" });

        Assert.Equal(["shop2.example. owner rdata"], Describe(search));
        Assert.Equal(2, search.Report.RunsScanned);
        Assert.Equal(2, CatchUp(archive).Built);
        Assert.Equal(["shop2.example. owner rdata"], Describe(search));
        Assert.Equal(2, search.Report.RunsByIndex);
    }

    [Fact]
    public void A_folder_of_no_live_run_is_removed_and_a_reader_may_not_write()
    {
        using (var archive = MakeArchive())
        {
            Directory.CreateDirectory(archive.Layout.NamesOf("000099"));
            CatchUp(archive);
            Assert.Equal(["000001", "000002"], Directory.GetDirectories(archive.Layout.Names).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }

        using var reader = Archive.OpenRead(_folder.Path);
        Assert.Throws<InvalidOperationException>(() => CatchUp(reader));
        Assert.Equal(["shop2.example. owner rdata"], Describe(Find(reader, new NameQuery { Pattern = "shop2" })));
    }

    [Fact]
    public void A_damaged_run_is_not_indexed_and_the_others_are()
    {
        MakeArchive().Dispose();
        var file = new ArchiveLayout(_folder.Path).RRsets("000001");
        var octets = File.ReadAllBytes(file);
        octets.AsSpan(40, 60).Fill(0x55);
        File.WriteAllBytes(file, octets);
        using var archive = Archive.OpenOrCreate(_folder.Path);

        var update = CatchUp(archive);

        Assert.Equal((1, 1), (update.Built, update.Notes.Count));
        Assert.StartsWith("The names of run 000001 could not be indexed: ", update.Notes[0], StringComparison.Ordinal);
    }

    private static NameSearch Find(Archive archive, NameQuery query, long threshold = Always) =>
        NameSearch.Find(archive, query, threshold, TestContext.Current.CancellationToken);

    private static NameIndexUpdate CatchUp(Archive archive) => NameIndex.CatchUp(archive, Always, null, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Describe(NameSearch search) => search.Select(match =>
        DomainNameFormat.ToText(match.Name.Span) + (match.AsOwner ? " owner" : "") + (match.AsRData ? " rdata" : ""));

    private Archive MakeArchive() => Make.Archive(
        _folder.Path,
        new ObservedSource(Make.Source(1), [Make.A("shop.example.", "192.0.2.1"), Make.NS("example.", "ns.shop.test.")]),
        new ObservedSource(Make.Source(2), [Make.A("shop2.example.", "192.0.2.2"), Make.NS("other.example.", "shop2.example.")]));
}
