using Xunit;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>What a server said of zones that are not its own is in quarantine, and nowhere else.</summary>
[Collection(nameof(DnsLaboratory))]
public sealed class LaboratoryBailiwickTests : IDisposable
{
    private readonly DnsLaboratory _laboratory;
    private readonly TempFolder _folder = new();

    public LaboratoryBailiwickTests(DnsLaboratory laboratory)
    {
        Assert.SkipWhen(DnsLaboratory.Missing is not null, DnsLaboratory.Missing ?? "");
        _laboratory = laboratory;
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, ServedRRset> Foreign => [.. EvilAuthority.Foreign];

    [Theory, MemberData(nameof(Foreign))]
    public void A_foreign_record_is_in_quarantine_and_not_shown(string how, ServedRRset foreign)
    {
        foreach (var command in new[] { "export", $"lookup {foreign.Owner}", $"lookup {LaboratoryZones.Trap}", $"lookup -n {LaboratoryZones.EvilServer}" })
            Assert.True(!Rows(command).Any(row => Is(row, foreign)), $"{how}: {command} shows it");

        foreach (var command in new[] { "export --quarantine", $"lookup {foreign.Owner} --quarantine" })
        {
            var row = Assert.Single(Rows(command), row => Is(row, foreign));
            Assert.Equal((null, "quarantined"), (row.Bailiwick, Assert.Single(row.Statuses)));
        }
    }

    [Fact]
    public void Nothing_else_is_in_quarantine() =>
        Assert.Equal(
            EvilAuthority.Foreign.Select(row => row.RRset with { Zone = "" }).ToHashSet(),
            Rows("export --quarantine").Select(row => row.RRset).ToHashSet());

    /// <summary>The table of servers comes from the sources and the hints, whenever these are given and in whatever order those are.</summary>
    [Fact]
    public void Verdicts_do_not_depend_on_what_came_first()
    {
        var (hinted, late) = (_folder.At("hinted.pdns"), _folder.At("late.pdns"));
        InProcess.Do("ingest", _laboratory.AuthorityCapture, "-q", "--hints", _laboratory.Hints, "-a", hinted);
        InProcess.Do("ingest", _laboratory.ClientCapture, "-q", "-a", hinted);
        InProcess.Do("ingest", _laboratory.ClientCapture, "-q", "-a", late);
        InProcess.Do("ingest", _laboratory.AuthorityCapture, "-q", "-a", late);
        Assert.DoesNotContain(ArchiveRow.Of(late, "export"), row => row.Bailiwick is not null); // the real root's servers were never asked

        InProcess.Do("verify-bailiwick", "--hints", _laboratory.Hints, "-a", late);

        foreach (var side in new[] { "--all", "--quarantine" })
            Assert.Equal(InProcess.Do("export", side, "--format", "jsonl", "-a", hinted), InProcess.Do("export", side, "--format", "jsonl", "-a", late));
    }

    private static bool Is(ArchiveRow row, ServedRRset foreign) => (row.Owner, row.Type, row.RData) == (foreign.Owner, foreign.Type, foreign.RData);

    private IReadOnlyList<ArchiveRow> Rows(string command) => ArchiveRow.Of(_laboratory.AuthorityArchive, command.Split(' '));
}
