using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>What real servers said to a real resolver is in the archive, all of it, each RRset in its bailiwick, and nothing that was forged.</summary>
[Collection(nameof(DnsLaboratory))]
public sealed partial class LaboratoryTests
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

    /// <summary>And in its zone's bailiwick: what a server said of its own names, and of those that it delegates.</summary>
    [Fact]
    public void The_archive_shows_every_rrset_that_was_served_and_no_other()
    {
        var served = LaboratoryZones.Served.Concat(EvilAuthority.Own).ToHashSet();
        var shown = ArchiveRow.Of(_laboratory.AuthorityArchive, "export").Select(row => row.RRset).ToHashSet();

        Assert.Empty(served.Except(shown));
        Assert.Empty(shown.Except(served));
    }

    [Fact]
    public void The_sensor_saw_what_tcpdump_did()
    {
        using var folder = new TempFolder();
        InProcess.Do("ingest", _laboratory.AuthorityCapture, "-q", "--hints", _laboratory.Hints, "-a", folder.Archive);

        Assert.Equal(InProcess.Do("export", "--all", "--format", "csv", "-a", folder.Archive), InProcess.Do("export", "--all", "--format", "csv", "-a", _laboratory.AuthorityArchive));
    }

    /// <summary>What it read and what it lost come to what the kernel counted on the interface.</summary>
    [Fact]
    public void A_sensor_that_was_held_up_says_how_much_it_lost()
    {
        var source = Source(_laboratory.FloodedArchive);
        var reason = Assert.Single(source.GetProperty("damage").EnumerateArray()).GetProperty("reason").GetString()!;
        var dropped = long.Parse(Dropped().Match(reason).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

        Assert.True(dropped > 0, reason);
        Assert.InRange(source.GetProperty("frames_read").GetInt64() + dropped, _laboratory.Flood.Least, _laboratory.Flood.Most);
    }

    [Fact]
    public void What_was_forged_with_an_honest_servers_address_is_kept_marked_and_not_shown()
    {
        var (wrongIds, rightIds) = _laboratory.Forged;
        Assert.True(wrongIds >= 3 * Forger.Guesses && rightIds >= 3, $"{wrongIds} wrong ids, {rightIds} right ones");
        var all = ArchiveRow.Of(_laboratory.AuthorityArchive, "export", "--all");

        foreach (var forged in Forger.Forged.Select(WithoutZone))
        {
            Assert.DoesNotContain(forged, Shown(_laboratory.AuthorityArchive));
            var kept = all.Where(row => WithoutZone(row.RRset) == forged);
            Assert.Equal(["conflicting", "unsolicited"], kept.SelectMany(row => row.Statuses).Distinct().Order(StringComparer.Ordinal));
        }

        Assert.Empty(ArchiveRow.Of(_laboratory.AuthorityArchive, "lookup", LaboratoryZones.Trap));
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
    public void Every_frame_is_counted()
    {
        foreach (var archive in new[] { _laboratory.AuthorityArchive, _laboratory.ClientArchive, _laboratory.FloodedArchive })
        {
            var source = Source(archive);
            Assert.Equal(source.GetProperty("frames_read").GetInt64(), source.GetProperty("frames").EnumerateObject().Sum(outcome => outcome.Value.GetInt64()));
        }

        Assert.Equal(_laboratory.Captured, Source(_laboratory.ClientArchive).GetProperty("frames_read").GetInt64());
    }

    [GeneratedRegex("^([0-9,]+) frames dropped")]
    private static partial Regex Dropped();

    private static HashSet<ServedRRset> Shown(string archive) => [.. ArchiveRow.Of(archive, "export").Select(row => WithoutZone(row.RRset))];

    private static ServedRRset WithoutZone(ServedRRset rrset) => rrset with { Zone = "" };

    private static JsonElement Source(string archive) =>
        JsonDocument.Parse(Assert.Single(InProcess.Do("sources", "--format", "jsonl", "-a", archive).Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
}
