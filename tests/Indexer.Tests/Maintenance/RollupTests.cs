using System.Security.Cryptography;
using System.Text;
using CsCheck;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Maintenance;

public class RollupTests
{
    private const long Before = 1_700_000_000_000;

    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All };

    private static readonly RunWriting Hasty = new() { Files = new HastyFiles(), BlockLength = Make.SmallBlock };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void RRsets_windows_and_counts_stay() =>
        Gen.Select(GenSource.Several, Gen.Bool.Array[6], GenSource.Query.Select(query => query with { Captures = null }).Array[6]).Sample((drawn, isOld, queries) =>
        {
            using var folder = new TemporaryFolder();
            var sources = Dated(drawn, isOld);
            using var archive = Make.Archive(folder.Path, sources);
            var before = queries.Append(Everything).Select(query => Summary(archive, query)).ToList();
            var groups = sources.Where(source => source.Record.LastPacketMilliseconds < Before).GroupBy(source => source.Record.IsOneSided).Where(group => group.Count() > 1).ToList();

            var plan = SourceRollup.Plan(archive, Before);
            Assert.Equal(groups.Count > 0, plan is not null);
            if (plan is null) return;
            SourceRollup.RollUp(archive, plan, Token);

            Assert.Equal(before, queries.Append(Everything).Select(query => Summary(archive, query)));
            Assert.Equal(groups.Count, archive.Sources.Count(source => source.IsRollup));
            Assert.Equal(sources.Length, archive.Sources.Sum(source => Math.Max(1, source.Parts.Count)));
            Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
            Assert.All(archive.Find(Everything).SelectMany(rrset => rrset.Sightings), sighting =>
                Assert.Equal(archive.Sources[sighting.Source].IsRollup, sighting.FirstFrame == 0));
            Assert.Null(SourceRollup.Plan(archive, Before)); // what is rolled up is not rolled up again
            using var session = archive.BeginIngest(Make.Small());
            Assert.All(sources, source =>
            {
                Assert.True(archive.HasSource(source.Record.Sha256) && archive.HasSourceOfLength(source.Record.Octets));
                Assert.Equal(SourceVerdict.AlreadyKnown, source.AddTo(session));
                Assert.NotNull(archive.FindSource(source.Record.Sha256));
            });
        }, iter: 50);

    [Fact]
    public void Bit_by_bit_comes_to_the_same_as_at_once() =>
        Gen.Select(GenSource.Several, Gen.Bool.Array[6]).Sample((drawn, isOlder) =>
        {
            using var folder = new TemporaryFolder();
            ObservedSource[] sources = [.. drawn.DistinctBy(source => source.Record.Sha256).Select((source, i) =>
                source with { Record = source.Record with { LastPacketMilliseconds = isOlder[i] ? Before - 1_000 : Before - 1, ToolVersion = $"0.{i}.0" } })];
            using var once = Make.Archive(folder["once"], sources);
            using var twice = Make.Archive(folder["twice"], sources);

            RollUp(once, Before);
            RollUp(twice, Before - 500);
            RollUp(twice, Before);

            Assert.Equal(Encoding.UTF8.GetString(SourceRecordJson.Write(once.Sources)), Encoding.UTF8.GetString(SourceRecordJson.Write(twice.Sources)));
            Assert.Equal(once.Find(Everything).Select(ArchiveModel.Describe), twice.Find(Everything).Select(ArchiveModel.Describe));
        }, iter: 30);

    [Fact]
    public void The_record_stands_for_its_parts()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (Old(1), Old(3) with { FirstPacketMilliseconds = 5_000, LinkTypes = [LinkType.Raw], Options = "" });
        using var archive = Make.Archive(folder.Path, new ObservedSource(first, [Make.A("a.example.", "192.0.2.1")]), new ObservedSource(second, []), new ObservedSource(Make.Source(5), []));

        RollUp(archive, Before);

        var rollup = archive.Sources.Single(source => source.IsRollup);
        SourceRecord[] parts = [.. new[] { first, second }.OrderBy(source => source.Sha256, StringComparer.Ordinal)];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(parts.Select(part => part.Sha256 + "\n"))))), rollup.Sha256);
        Assert.Equal("rollup of 2 sources, 1970-01-01T00:00:05Z .. 2023-11-14T22:13:19Z", rollup.Path);
        Assert.Equal(parts.Select(part => new SourcePart(part.Sha256, part.Path, part.Octets)), rollup.Parts);
        Assert.Equal((first.Octets + second.Octets, "rollup", "0.1.0", "--ports 53,5300"), (rollup.Octets, rollup.Format, rollup.ToolVersion, rollup.Options));
        Assert.Equal((24L, 12L, 4L), (rollup.Accounting.FramesRead, rollup.Accounting[FrameOutcome.Response], rollup.Accounting.UnsupportedLinkTypes[147]));
        Assert.Equal([LinkType.Ethernet, LinkType.Raw, LinkType.LinuxSll2], rollup.LinkTypes.OrderBy(type => type));
        Assert.Equal([new FileDamage(4_711, "captures/source 3.pcap: record header has 7 of 16 octets")], rollup.Damage);
        Assert.Equal(2, archive.Sources.Count);
        Assert.Contains(rollup.Sha256, archive.Manifest.Runs.SelectMany(run => run.Sources));
    }

    [Fact]
    public void Damage_is_listed_up_to_a_bound_and_the_rest_is_said_to_be()
    {
        using var folder = new TemporaryFolder();
        FileDamage[] damage = [.. Enumerable.Range(0, 60).Select(i => new FileDamage(i, "a record"))];
        using var archive = Make.Archive(folder.Path,
            [.. new[] { 1, 3, 5 }.Select(number => new ObservedSource(Old(number) with { Damage = damage, LastPacketMilliseconds = Before - number }, []))]);

        RollUp(archive, Before - 2);
        Assert.Equal(101, archive.Sources.Single(source => source.IsRollup).Damage.Count);
        RollUp(archive, Before);

        var all = Assert.Single(archive.Sources).Damage;
        Assert.Equal((101, 60, 40), (all.Count, all.Count(one => one.Reason == "captures/source 1.pcap: a record"), all.Count(one => one.Reason == "captures/source 3.pcap: a record")));
        Assert.Equal(new FileDamage(0, "there were more damaged places than are listed here"), all[^1]);
    }

    [Fact]
    public void A_merge_refuses_what_would_count_twice()
    {
        using var folder = new TemporaryFolder();
        ObservedSource[] sources = [.. new[] { 1, 3, 5 }.Select(number => new ObservedSource(Old(number), [Make.A("a.example.", "192.0.2.1", number)]))];
        using var apart = Make.Archive(folder["apart"], sources[0]);
        using var other = Make.Archive(folder["other"], sources[1..]);
        using var rolled = Make.Archive(folder["rolled"], sources[..2]);
        using var same = Make.Archive(folder["same"], sources[..2]);
        foreach (var archive in new[] { other, rolled, same }) RollUp(archive, Before);

        foreach (var (inputs, sha256) in new[] { ((Archive[])[apart, rolled], Make.Sha256(1)), ([rolled, apart], Make.Sha256(1)), ([rolled, other], Make.Sha256(3)) })
        {
            var refusal = Assert.Throws<ArchiveException>(() => ArchiveMerge.Merge(inputs, folder["out"], Hasty, Token));
            Assert.Contains($"source {sha256} in different rollups, or only one of them in a rollup: it would count twice.", refusal.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder["out"]));
        }

        ArchiveMerge.Merge([rolled, same], folder["merged"], Hasty, Token);
        using var merged = Archive.OpenRead(folder["merged"]);
        Assert.Equal(rolled.Find(Everything).Select(ArchiveModel.Describe), merged.Find(Everything).Select(ArchiveModel.Describe));
        Assert.True(merged.HasSource(Make.Sha256(1)));
    }

    [Fact]
    public void A_rollup_that_was_removed_frees_its_parts()
    {
        using var folder = new TemporaryFolder();
        ObservedSource[] sources = [.. new[] { 1, 3 }.Select(number => new ObservedSource(Old(number), [Make.A("a.example.", "192.0.2.1", number)]))];
        using var archive = Make.Archive(folder.Path, sources);
        RollUp(archive, Before);

        SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, archive.Sources), Token);

        Assert.Empty(archive.Sources);
        using var session = archive.BeginIngest(Make.Small());
        Assert.All(sources, source => Assert.Equal(SourceVerdict.Added, source.AddTo(session)));
    }

    [Fact]
    public void Accounts_that_no_archive_can_say_are_not_rolled_up()
    {
        using var folder = new TemporaryFolder();
        ObservedSource[] sources = [.. new[] { 1, 3 }.Select(number =>
        {
            var record = Old(number);
            record.Accounting.FramesRead = 1L << 53;
            return new ObservedSource(record, []);
        })];
        using var archive = Make.Archive(folder.Path, sources);

        Assert.Throws<DamagedArchiveException>(() => RollUp(archive, Before));

        Assert.Equal((2L, 2), (archive.Generation, archive.Sources.Count));
    }

    [Fact]
    public void Verify_finds_parts_that_count_twice_and_a_rollup_that_is_not_its_parts()
    {
        using var folder = new TemporaryFolder();
        var forged = Old(7) with { Parts = [new SourcePart(Make.Sha256(1), "a.pcap", 1)] };
        using var archive = Make.Archive(folder.Path, new ObservedSource(Old(1), []), new ObservedSource(forged, []));

        var findings = ArchiveVerifier.Verify(archive, Token).Runs.SelectMany(run => run.Findings).ToList();

        Assert.Contains(findings, finding => finding.StartsWith($"Source {forged.Sha256}: expected the SHA-256 of its parts, ", StringComparison.Ordinal));
        Assert.Contains($"Source {Make.Sha256(1)} counts twice: by itself, and as part of the rollup {forged.Sha256}.", findings);
    }

    /// <summary>With even numbers <see cref="Make.Source"/> has no time of a last packet.</summary>
    private static SourceRecord Old(int number) => Make.Source(number) with { LastPacketMilliseconds = Before - 1 };

    private static ObservedSource[] Dated(ObservedSource[] drawn, bool[] isOld) =>
        [.. drawn.DistinctBy(source => source.Record.Sha256).Select((source, i) =>
            source with { Record = source.Record with { LastPacketMilliseconds = isOld[i] ? Before - 1 : Before } })];

    private static void RollUp(Archive archive, long before)
    {
        if (SourceRollup.Plan(archive, before) is { } plan) SourceRollup.RollUp(archive, plan, Token);
    }

    /// <summary>All of an answer but which source proves it.</summary>
    private static List<string> Summary(Archive archive, RRsetQuery query) =>
        [.. archive.Find(query).Select(rrset => $"{Convert.ToHexStringLower(rrset.Key)} {rrset.Status} {rrset.Window} {rrset.TtlMin} {rrset.TtlMax}")];
}
