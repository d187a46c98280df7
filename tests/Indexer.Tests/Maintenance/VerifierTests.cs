using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Maintenance;

public class VerifierTests
{
    private static readonly Sighting Once = new(0, SightingStatus.Matched, Vantage.Authoritative, new TimeWindow(1_000, 1_000, 1), 1, 60, 60);
    private static readonly byte[] KeyOfA = Make.A("a.example.", "192.0.2.1").Key;

    public static TheoryData<string, SightingStatus[], string[], SourceRecord, string> Faults
    {
        get
        {
            var unbalanced = Make.Source(1);
            unbalanced.Accounting.Add(FrameOutcome.NotIp);
            return new()
            {
                // why                            sightings                          targets in the inverse      source            finding
                { "a pair is missing",            [SightingStatus.Matched],          [],                         Make.Source(1),   "expected the 1 pairs that the RRsets give, found 0." },
                { "a pair too many",              [SightingStatus.Matched],          ["34c0000201", "34c0000202"], Make.Source(1), "expected the 1 pairs that the RRsets give, found 2." },
                { "another pair",                 [SightingStatus.Matched],          ["34c0000202"],             Make.Source(1),   "expected the 1 pairs that the RRsets give, found other ones." },
                { "a sighting twice",             [SightingStatus.Matched, SightingStatus.Matched], ["34c0000201"], Make.Source(1),  "the sightings of RRset 0 do not ascend." },
                { "an account that does not add up", [SightingStatus.Matched],       ["34c0000201"],             unbalanced,       "do not add up to the 11 read." },
            };
        }
    }

    [Theory, MemberData(nameof(Faults))]
    public void A_run_that_its_check_sums_do_not_betray_is_found(string why, SightingStatus[] statuses, string[] targets, SourceRecord source, string finding)
    {
        using var folder = new TemporaryFolder();
        WriteArchive(folder.Path, statuses, targets, source);
        using var archive = Archive.OpenRead(folder.Path);

        var report = ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken);

        Assert.False(report.IsSound, why);
        Assert.Contains(finding, Assert.Single(Assert.Single(report.Runs).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_run_without_fault_is_sound()
    {
        using var folder = new TemporaryFolder();
        WriteArchive(folder.Path, [SightingStatus.Matched], ["34c0000201"], Make.Source(1));
        using var archive = Archive.OpenRead(folder.Path);

        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
    }

    [Fact]
    public void A_damaged_block_is_told_with_what_is_lost()
    {
        using var folder = new TemporaryFolder();
        var many = Enumerable.Range(0, 100).Select(i => Make.A($"w{i}.example.", "192.0.2.1")).ToList();
        using (Make.Archive(folder.Path, new ObservedSource(Make.Source(1), many)))
        {
        }

        var path = folder["runs/000001.rrset"];
        var octets = File.ReadAllBytes(path);
        long offset;
        using (var file = RunFileReader.Open(path, RunFileKind.RRset)) offset = file.BlockOffset(0);
        octets[offset + 9] ^= 1;
        File.WriteAllBytes(path, octets);
        using var archive = Archive.OpenRead(folder.Path);

        var findings = Assert.Single(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).Runs).Findings;

        Assert.Matches($@"000001\.rrset, octet {offset}: expected octets that fit their check sum, found others\. .*Block 1 of \d+ is lost, with \d+ of 100 entries\.",
            Assert.Single(findings));
    }

    [Fact]
    public void A_damaged_filter_is_told_and_costs_no_answer()
    {
        using var folder = new TemporaryFolder();
        using (Make.Archive(folder.Path, new ObservedSource(Make.Source(1), [Make.A("w.example.", "192.0.2.1")])))
        {
        }

        foreach (var file in new[] { "runs/000001.rrset", "runs/000001.rdata" })
        {
            var octets = File.ReadAllBytes(folder[file]);
            octets.AsSpan(RunFormat.HeaderLength, BlockFilter.LengthOf(1) - BlockFilter.ChecksumLength).Clear();
            File.WriteAllBytes(folder[file], octets);
        }

        using var archive = Archive.OpenRead(folder.Path);

        Assert.Single(archive.Find(new RRsetQuery { Side = LookupSide.Owner, Name = DomainNameFormat.Parse("w.example.") }));
        Assert.Single(archive.Find(new RRsetQuery { Side = LookupSide.Address, Addresses = AddressRange.Single(IPAddress.Parse("192.0.2.1")) }));
        var findings = Assert.Single(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).Runs).Findings;
        Assert.All(findings, finding => Assert.Contains("expected a filter that fits its check sum, found another", finding, StringComparison.Ordinal));
        Assert.Equal(2, findings.Count);
    }

    /// <summary>Writes an archive by hand, with everything as it should be but what the arguments say.</summary>
    private static void WriteArchive(string folder, SightingStatus[] statuses, string[] targets, SourceRecord source)
    {
        var layout = new ArchiveLayout(folder);
        var writing = new RunWriting { Files = new HastyFiles() };
        writing.Files.CreateFolder(layout.Runs);
        WrittenRunFile rrsets, rdata;
        using (var file = new RRsetRunWriter(writing, layout.RRsets("000001")))
        {
            file.Add(KeyOfA, statuses.Select(status => Once with { Status = status }).ToArray());
            rrsets = file.Finish(SourceRecordJson.Write([source]));
        }

        using (var file = new RDataRunWriter(writing, layout.RData("000001")))
        {
            foreach (var target in targets) file.Add(Convert.FromHexString(target), 0);
            rdata = file.Finish(rrsets);
        }

        var run = new ManifestRun
        {
            Name = "000001", Level = 0, RRsetFile = new ManifestFile(rrsets.Octets, rrsets.Sha256), RDataFile = new ManifestFile(rdata.Octets, rdata.Sha256),
            RRsets = 1, Sightings = statuses.Length, Observations = statuses.Length, FirstMilliseconds = 1_000, LastMilliseconds = 1_000, Sources = [source.Sha256],
        };
        (ArchiveManifest.CreateEmpty() with { NextRun = 2, Generation = 1, Runs = [run] }).Commit(layout, writing.Files);
    }
}
