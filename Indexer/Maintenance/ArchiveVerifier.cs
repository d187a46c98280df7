using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Reads every octet of an archive's runs again and compares it with all that is said about it elsewhere.</summary>
public static class ArchiveVerifier
{
    /// <inheritdoc cref="Verify(Archive, Action{VerifyProgress}?, CancellationToken)"/>
    public static VerifyReport Verify(Archive archive, CancellationToken interruption = default) => Verify(archive, null, interruption);

    /// <remarks>Check sums of blocks and files, order of keys, totals, sources' accounts, and that each inverse says what its RRsets say.</remarks>
    /// <param name="progress">Told when another hundredth of a step is done, on this thread.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static VerifyReport Verify(Archive archive, Action<VerifyProgress>? progress, CancellationToken interruption)
    {
        using var state = archive.HoldState();
        var damage = state.Damage.ToDictionary(run => run.Run, StringComparer.Ordinal);
        var open = state.Runs.ToDictionary(run => run.Name, StringComparer.Ordinal);
        var findings = new List<RunFindings>();
        foreach (var (place, run) in state.Manifest.Runs.Index())
        {
            var meter = new Meter(progress, new VerifyProgress(run.Name, place, state.Manifest.Runs.Count, "", 0));
            findings.Add(new RunFindings(run.Name, run.RRsets, run.Sources.Count,
                damage.TryGetValue(run.Name, out var known) ? [known.Reason] : Verify(open[run.Name], state, meter, interruption)));
        }

        return new VerifyReport(findings);
    }

    private static List<string> Verify(Run run, ArchiveState state, Meter meter, CancellationToken interruption)
    {
        var findings = new List<string>();
        CheckFile(run.RRsetFile, run.Manifest.RRsetFile, findings, meter, interruption);
        CheckFile(run.RDataFile, run.Manifest.RDataFile, findings, meter, interruption);
        if (run.DomainFile is { } domains) CheckFile(domains, run.Manifest.DomainFile!, findings, meter, interruption);
        if (findings.Count > 0) return findings; // what is read from damaged blocks would only repeat it

        CheckSources(run, state, findings);
        try
        {
            var expected = ReadRRsets(run, meter, interruption);
            var found = ReadInverse(run, meter, interruption);
            ReadDomains(run, meter, interruption);
            if (expected != found) findings.Add($"{run.RDataFile.Path}: expected the {expected.Count} pairs that the RRsets give, found {Differing(expected, found)}.");
        }
        catch (Exception e) when (e is ArchiveException or IOException)
        {
            findings.Add(e.Message);
        }

        return findings;
    }

    /// <summary>Every block, then the file as a whole, so that damage is told with what is lost by it.</summary>
    private static void CheckFile(RunFileReader file, ManifestFile manifest, List<string> findings, Meter meter, CancellationToken interruption)
    {
        byte[] buffer = [];
        for (var block = 0; block < file.Blocks; block++)
        {
            interruption.ThrowIfCancellationRequested();
            meter.Show(Path.GetExtension(file.Path) + " blocks", block, file.Blocks);
            CheckFilter(file, block, findings);
            try
            {
                file.ReadBlock(block, ref buffer, out _);
            }
            catch (Exception e) when (e is ArchiveException or IOException)
            {
                var lost = file.FirstOrdinal(block + 1) - file.FirstOrdinal(block);
                findings.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{e.Message} Block {block + 1} of {file.Blocks} is lost, with {lost} of {file.Totals.Entries} entries."));
            }
        }

        meter.Show(Path.GetExtension(file.Path) + " SHA-256", 0, 1);
        if (findings.Count == 0 && SourceStream.HashFile(file.Path, interruption) is var sha256 && sha256 != manifest.Sha256)
            findings.Add($"{file.Path}: expected SHA-256 {manifest.Sha256}, as the manifest says, found {sha256}.");
    }

    /// <summary>Without it the block is read for nothing now and then; no answer hangs on it.</summary>
    private static void CheckFilter(RunFileReader file, int block, List<string> findings)
    {
        try
        {
            file.ReadFilter(block);
        }
        catch (Exception e) when (e is ArchiveException or IOException)
        {
            findings.Add(e.Message);
        }
    }

    private static void CheckSources(Run run, ArchiveState state, List<string> findings)
    {
        foreach (var source in run.Sources.Where(source => !source.Accounting.IsBalanced))
            findings.Add($"Source {source.Sha256}: its frames by outcome do not add up to the {source.Accounting.FramesRead} read.");
        var sources = state.Sources.Select(source => source.Sha256).ToHashSet(StringComparer.Ordinal);
        foreach (var rollup in run.Sources.Where(source => source.IsRollup))
        {
            if (SourceRollup.Identity(rollup.Parts) is var identity && identity != rollup.Sha256)
                findings.Add($"Source {rollup.Sha256}: expected the SHA-256 of its parts, {identity}.");
            foreach (var part in rollup.Parts.Where(part => sources.Contains(part.Sha256)))
                findings.Add($"Source {part.Sha256} counts twice: by itself, and as part of the rollup {rollup.Sha256}.");
        }
    }

    /// <summary>Checks order and totals of the RRsets.</summary>
    /// <returns>The pairs that the inverse should hold.</returns>
    /// <exception cref="ArchiveException">The first fault.</exception>
    private static PairSet ReadRRsets(Run run, Meter meter, CancellationToken interruption)
    {
        var pairs = new PairSet();
        var totals = new RunTotals { FirstMilliseconds = long.MaxValue, LastMilliseconds = long.MinValue };
        var last = new OctetBuffer();
        var targets = new HashSet<string>();
        using var rrsets = run.OpenRRsets(cache: null);
        var filters = new FilterCheck(run.RRsetFile);
        while (rrsets.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            meter.Show("RRsets", rrsets.Ordinal, run.RRsetFile.Totals.Entries);
            filters.Check(rrsets.Block, rrsets.Key);
            if (totals.Entries > 0 && rrsets.Key.SequenceCompareTo(last.Span) <= 0)
                throw new ArchiveException($"{run.RRsetFile.Path}: RRset {rrsets.Ordinal} does not stand behind the one before it.");
            last.Replace(0, rrsets.Key);
            totals = Add(totals, rrsets, run);
            AddTargets(rrsets.Key, rrsets.Ordinal, targets, ref pairs);
        }

        if (totals.Sightings == 0) totals = totals with { FirstMilliseconds = 0, LastMilliseconds = 0 };
        if (totals != run.RRsetFile.Totals) throw new ArchiveException($"{run.RRsetFile.Path}: expected the totals that the footer names, found {totals}.");
        return pairs;
    }

    private static RunTotals Add(RunTotals totals, RRsetRunCursor rrsets, Run run)
    {
        var isNegative = RRsetKeyParts.IsNegative(rrsets.Key, RRsetKey.OwnerLength(rrsets.Key));
        totals = totals with
        {
            Entries = totals.Entries + 1, Negatives = totals.Negatives + (isNegative ? 1 : 0), KeyOctets = totals.KeyOctets + rrsets.Key.Length,
        };
        Sighting? before = null;
        foreach (ref readonly var sighting in rrsets.Sightings)
        {
            if (before is { } last && Sighting.CompareIdentity(last, sighting) >= 0)
                throw new ArchiveException($"{run.RRsetFile.Path}: the sightings of RRset {rrsets.Ordinal} do not ascend.");
            before = sighting;
            totals = totals with
            {
                Sightings = totals.Sightings + 1,
                Observations = totals.Observations + sighting.Window.Count,
                FirstMilliseconds = Math.Min(totals.FirstMilliseconds, sighting.Window.FirstMilliseconds),
                LastMilliseconds = Math.Max(totals.LastMilliseconds, sighting.Window.LastMilliseconds),
            };
        }

        return totals;
    }

    private static void AddTargets(ReadOnlySpan<byte> key, long ordinal, HashSet<string> seen, ref PairSet pairs)
    {
        seen.Clear();
        Span<byte> buffer = stackalloc byte[TargetKey.MaxLength];
        var targets = new TargetKeyReader(key, buffer);
        while (targets.TryRead(out var target))
        {
            if (seen.Add(Convert.ToHexString(target))) pairs.Add(target, ordinal);
        }
    }

    /// <summary>Checks order and totals of the domain-days.</summary>
    /// <exception cref="ArchiveException">The first fault.</exception>
    private static void ReadDomains(Run run, Meter meter, CancellationToken interruption)
    {
        if (run.DomainFile is not { } file) return;
        var totals = new RunTotals();
        var last = new OctetBuffer();
        using var domains = run.OpenDomains()!;
        while (domains.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            meter.Show("domains", domains.Ordinal, file.Totals.Entries);
            if (totals.Entries > 0 && domains.Key.SequenceCompareTo(last.Span) <= 0)
                throw new ArchiveException($"{file.Path}: domain-day {domains.Ordinal} does not stand behind the one before it.");
            last.Replace(0, domains.Key);
            totals = totals with
            {
                Entries = totals.Entries + 1, KeyOctets = totals.KeyOctets + domains.Key.Length, Sightings = totals.Sightings + domains.Rows.Count,
            };
            for (var i = 0; i < domains.Rows.Count; i++) totals = totals with { Observations = totals.Observations + domains.Rows[i].Figures.Queries };
        }

        if (totals != file.Totals) throw new ArchiveException($"{file.Path}: expected the totals that the footer names, found {totals}.");
    }

    /// <exception cref="ArchiveException">The first fault.</exception>
    private static PairSet ReadInverse(Run run, Meter meter, CancellationToken interruption)
    {
        var pairs = new PairSet();
        var last = new OctetBuffer();
        using var inverse = run.OpenRData(cache: null);
        var filters = new FilterCheck(run.RDataFile);
        while (inverse.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            meter.Show("inverse", inverse.Ordinal, run.RDataFile.Totals.Entries);
            filters.Check(inverse.Block, inverse.Key);
            if (inverse.Key.SequenceCompareTo(last.Span) < 0)
                throw new ArchiveException($"{run.RDataFile.Path}: entry {inverse.Ordinal} does not stand behind the one before it.");
            last.Replace(0, inverse.Key);
            pairs.Add(inverse.Key, inverse.RRset);
        }

        return pairs;
    }

    private static string Differing(PairSet expected, PairSet found) =>
        found.Count == expected.Count ? "other ones" : found.Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Tells of progress when it shows: not of every entry.</summary>
    private sealed class Meter(Action<VerifyProgress>? progress, VerifyProgress start)
    {
        private VerifyProgress _shown = start;

        public void Show(string step, long done, long total)
        {
            var percent = (int)(100 * Math.Min(done, total) / Math.Max(total, 1));
            if (progress is null || (percent == _shown.Percent && step == _shown.Step)) return;
            _shown = _shown with { Step = step, Percent = percent };
            progress(_shown);
        }
    }

    /// <summary>Each filter must know the keys of its block, and the first of the next.</summary>
    private sealed class FilterCheck(RunFileReader file)
    {
        private int _block = -1;
        private byte[] _filter = [];
        private byte[] _known = [];

        public void Check(int block, ReadOnlySpan<byte> key)
        {
            var known = RunFormat.FilterKey(file.Kind, key);
            if (block == _block && known.SequenceEqual(_known)) return;
            _known = known.ToArray();
            CheckHolds(_block);
            if (block == _block) return;
            _block = block;
            _filter = file.ReadFilter(block);
            CheckHolds(block);
        }

        private void CheckHolds(int block)
        {
            if (_filter.Length > 0 && !BlockFilter.MayHold(_filter, BlockFilter.Hash(_known)))
                throw new DamagedArchiveException(file.Path, file.FilterOffset(block), "a filter that knows the keys of its block", "one that does not");
        }
    }

    /// <summary>A set of pairs of target and ordinal as their number and the sum of their hashes: streams of any length compare in 16 octets.</summary>
    private record struct PairSet
    {
        private static readonly SeededHash Hash = new();

        public long Count { get; private set; }

        public ulong Sum { get; private set; }

        public void Add(ReadOnlySpan<byte> target, long ordinal)
        {
            Count++;
            Sum += Hash.Of(target, (ulong)ordinal);
        }
    }
}

/// <summary>How far a verification has come.</summary>
/// <param name="Run">The run being read.</param>
/// <param name="RunsDone">Runs before it.</param>
/// <param name="Runs">All there are.</param>
/// <param name="Step">What of the run is being read.</param>
/// <param name="Percent">Of the step.</param>
public sealed record VerifyProgress(string Run, int RunsDone, int Runs, string Step, int Percent);

/// <summary>What <see cref="ArchiveVerifier"/> found.</summary>
/// <param name="Runs">One for each live run, by number.</param>
public sealed record VerifyReport(IReadOnlyList<RunFindings> Runs)
{
    /// <summary>Nothing is wrong.</summary>
    public bool IsSound => Runs.All(run => run.Findings.Count == 0);
}

/// <param name="RRsets">How many the run holds, as the manifest says.</param>
/// <param name="Sources">How many sources it holds.</param>
/// <param name="Findings">What is wrong, a sentence each; empty for a sound run.</param>
public sealed record RunFindings(string Run, long RRsets, int Sources, IReadOnlyList<string> Findings);
