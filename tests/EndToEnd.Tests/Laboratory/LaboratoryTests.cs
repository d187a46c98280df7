using System.Text.Json;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>What real servers and a real resolver said to each other is in the archive, all of it, and nothing that was forged.</summary>
[Collection(nameof(DnsLaboratory))]
public sealed class LaboratoryTests
{
    private readonly DnsLaboratory _laboratory;

    public LaboratoryTests(DnsLaboratory laboratory)
    {
        Assert.SkipWhen(DnsLaboratory.Missing is not null, DnsLaboratory.Missing ?? "");
        _laboratory = laboratory;
    }

    [Fact]
    public void Every_question_was_answered() => Assert.All(_laboratory.Asked, report =>
    {
        Assert.Contains($"Queries completed:    {LaboratoryZones.Questions.Count()} (100.00%)", report, StringComparison.Ordinal);
    });

    [Fact]
    public void Every_rrset_that_was_served_is_in_the_archive() =>
        Assert.Empty(LaboratoryZones.Served.Concat(EvilAuthority.Own).Select(WithoutZone).Except(Shown(_laboratory.AuthorityArchive)));

    /// <summary>Servers that were asked said it, honest ones or not.</summary>
    [Fact]
    public void Nothing_else_is_shown() =>
        Assert.Empty(Shown(_laboratory.AuthorityArchive).Except(LaboratoryZones.Served.Concat(EvilAuthority.Own).Concat(EvilAuthority.Foreign.Select(row => row.RRset)).Select(WithoutZone)));

    [Fact]
    public void What_was_forged_with_an_honest_servers_address_is_kept_marked_and_not_shown()
    {
        var (wrongIds, rightIds) = _laboratory.Forged;
        Assert.True(wrongIds >= 3 * Forger.Guesses && rightIds >= 3, $"{wrongIds} wrong ids, {rightIds} right ones");
        var all = ArchiveRow.Of(_laboratory.AuthorityArchive, "export", "--all");

        foreach (var forged in Forger.Forged.Select(WithoutZone))
        {
            Assert.DoesNotContain(forged, Shown(_laboratory.AuthorityArchive));
            var kept = all.Where(row => WithoutZone(row.RRset) == forged).ToList();
            Assert.Equal(["conflicting", "unsolicited"], kept.SelectMany(row => row.Statuses).Distinct().Order(StringComparer.Ordinal));
        }

        foreach (var question in new[] { LaboratoryZones.Trap, "race1.branch.bank.example", "*.branch.bank.example" })
            Assert.DoesNotContain(ArchiveRow.Of(_laboratory.AuthorityArchive, "lookup", question), row => Forger.Forged.Contains(row.RRset with { Zone = "branch.bank.example." }));
        var facts = Source(_laboratory.AuthorityArchive).GetProperty("messages");
        Assert.True(facts.GetProperty("unsolicited").GetInt64() >= wrongIds, $"{facts}");
    }

    [Fact]
    public void The_recursive_side_has_what_clients_were_told_and_no_bailiwick()
    {
        var rows = ArchiveRow.Of(_laboratory.ClientArchive, "export", "--all");
        var told = LaboratoryZones.Served.Select(WithoutZone).Where(rrset => rrset.Owner.EndsWith("bank.example.", StringComparison.Ordinal));

        Assert.Empty(told.Except(rows.Select(row => WithoutZone(row.RRset))));
        Assert.All(rows, row => Assert.Null(row.Bailiwick));
        Assert.All(rows, row => Assert.Equal(["recursive"], row.Vantages));
        Assert.All(ArchiveRow.Of(_laboratory.AuthorityArchive, "export", "--all"), row => Assert.Equal(["authoritative"], row.Vantages));
    }

    /// <summary>The resolver believed nothing that was forged, or the laboratory would prove nothing of the sensor.</summary>
    [Fact]
    public void No_client_was_deceived() =>
        Assert.Empty(Shown(_laboratory.ClientArchive).Intersect(EvilAuthority.Foreign.Select(row => row.RRset).Concat(Forger.Forged).Select(WithoutZone)));

    [Fact]
    public void Every_frame_on_both_taps_is_counted()
    {
        foreach (var (archive, captured) in new[] { (_laboratory.AuthorityArchive, _laboratory.Captured.Authorities), (_laboratory.ClientArchive, _laboratory.Captured.Clients) })
        {
            var source = Source(archive);
            Assert.Equal(captured, source.GetProperty("frames_read").GetInt64());
            Assert.Equal(captured, source.GetProperty("frames").EnumerateObject().Sum(outcome => outcome.Value.GetInt64()));
            Assert.Empty(source.GetProperty("damage").EnumerateArray());
        }
    }

    private static HashSet<ServedRRset> Shown(string archive) => [.. ArchiveRow.Of(archive, "export").Select(row => WithoutZone(row.RRset))];

    private static ServedRRset WithoutZone(ServedRRset rrset) => rrset with { Zone = "" };

    private static JsonElement Source(string archive) =>
        JsonDocument.Parse(Assert.Single(InProcess.Do("sources", "--format", "jsonl", "-a", archive).Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
}
