using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Makes one source of many old ones, so that the archive keeps what was seen and when, and no more which file and frame proves it.</summary>
/// <remarks>
/// Windows, counts, status and vantage stay. A rollup is a source like any other; it names the inputs that it stands for, which stay known. What is
/// rolled up at once or bit by bit comes to the same.
/// </remarks>
public static class SourceRollup
{
    /// <summary>Damaged places that a rollup lists; those after them are given up.</summary>
    public const int MaxDamage = 100;

    private const string Separator = ", "; // between tool versions, and between options, of the parts

    private static readonly FileDamage MoreDamage = new(0, "there were more damaged places than are listed here");

    /// <summary>What rolling up the sources whose last packet lies before a time would make.</summary>
    /// <remarks>
    /// One-sided captures make a rollup of their own, since their unsolicited responses are shown by default and others' are not. A rollup of one
    /// source would be no gain; it stays as it is.
    /// </remarks>
    /// <param name="beforeMilliseconds">Since the epoch.</param>
    /// <returns>Null when there is nothing to roll up.</returns>
    public static RollupPlan? Plan(Archive archive, long beforeMilliseconds)
    {
        var groups = archive.Sources.Where(source => source.LastPacketMilliseconds < beforeMilliseconds)
            .GroupBy(source => source.IsOneSided).OrderBy(group => group.Key).Select(group => group.ToList()).Where(group => group.Count > 1).ToList();
        return groups.Count == 0 ? null : new RollupPlan(RewritePlan.Of(archive, [.. groups.SelectMany(group => group)]), [.. groups.Select(Unite)]);
    }

    /// <summary>Carries out a plan, in one commit.</summary>
    /// <exception cref="ArchiveException">
    /// A part of a run is damaged, or the sources' accounts add up to more than an archive can say; nothing is changed then.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is changed then.</exception>
    public static void RollUp(Archive archive, RollupPlan plan, CancellationToken interruption = default)
    {
        SourceRecordJson.Read(archive.Layout.Folder, 0, SourceRecordJson.Write(plan.Rollups)); // what could not be read again is not written
        var gone = plan.Rewrite.Sources.Select(source => source.Sha256).ToHashSet(StringComparer.Ordinal);
        RunRewrite.Rewrite(archive, plan.Rewrite.RunNames, Become, interruption);

        SourceRecord Become(SourceRecord source) =>
            gone.Contains(source.Sha256) ? plan.Rollups.First(rollup => rollup.IsOneSided == source.IsOneSided) : source;
    }

    /// <summary>SHA-256 over the parts' SHA-256s: each as 64 digits and a line feed, ascending.</summary>
    internal static string Identity(IEnumerable<SourcePart> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts) hash.AppendData(Encoding.ASCII.GetBytes(part.Sha256 + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The record of the rollup. It hangs on the parts alone, not on the order or the number of steps.</summary>
    private static SourceRecord Unite(List<SourceRecord> sources)
    {
        var parts = sources.SelectMany(PartsOf).OrderBy(part => part.Sha256, StringComparer.Ordinal).ToList();
        var (first, last) = (sources.Min(source => source.FirstPacketMilliseconds)!.Value, sources.Max(source => source.LastPacketMilliseconds)!.Value);
        var accounting = new Accounting();
        foreach (var source in sources) accounting.Add(source.Accounting);
        return new SourceRecord
        {
            Sha256 = Identity(parts),
            Path = string.Create(CultureInfo.InvariantCulture, $"rollup of {parts.Count} sources, {UtcText.Seconds(first)} .. {UtcText.Seconds(last)}"),
            Octets = parts.Aggregate(0L, (sum, part) => sum <= long.MaxValue - part.Octets ? sum + part.Octets : long.MaxValue),
            Format = "rollup",
            LinkTypes = [.. sources.SelectMany(source => source.LinkTypes).Distinct().Order()],
            FirstPacketMilliseconds = first,
            LastPacketMilliseconds = last,
            IsOneSided = sources[0].IsOneSided,
            Accounting = accounting,
            Damage = UniteDamage(sources),
            ToolVersion = UniteText(sources.Select(source => source.ToolVersion)),
            Options = UniteText(sources.Select(source => source.Options)),
            StartedMilliseconds = sources.Min(source => source.StartedMilliseconds),
            FinishedMilliseconds = sources.Max(source => source.FinishedMilliseconds),
            Parts = parts,
        };
    }

    private static IEnumerable<SourcePart> PartsOf(SourceRecord source) =>
        source.IsRollup ? source.Parts : [new SourcePart(source.Sha256, source.Path, source.Octets)];

    /// <summary>Each text once, ascending; those of rollups taken apart first.</summary>
    private static string UniteText(IEnumerable<string> texts) => string.Join(Separator, texts.SelectMany(text => text.Split(Separator))
        .Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static FileDamage[] UniteDamage(List<SourceRecord> sources)
    {
        var all = sources.SelectMany(source => source.IsRollup ? source.Damage : source.Damage.Select(damage => Place(source, damage))).ToList();
        var listed = all.Where(damage => damage != MoreDamage).OrderBy(damage => damage.Reason, StringComparer.Ordinal).ThenBy(damage => damage.Offset).ToList();
        var isComplete = listed.Count == all.Count && listed.Count <= MaxDamage;
        return isComplete ? [.. listed] : [.. listed.Take(MaxDamage), MoreDamage];
    }

    private static FileDamage Place(SourceRecord source, FileDamage damage) => damage with { Reason = $"{source.Path}: {damage.Reason}" };
}

/// <summary>What a rollup would do.</summary>
/// <param name="Rewrite">The sources to roll up, and the runs that hold them.</param>
/// <param name="Rollups">The sources that take their place: one, or two where some are one-sided captures and some are not.</param>
public sealed record RollupPlan(RewritePlan Rewrite, IReadOnlyList<SourceRecord> Rollups);
